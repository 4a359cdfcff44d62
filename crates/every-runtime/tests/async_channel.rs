//! `async-channel`, a channel that knows no runtime: its promises on every runtime.

use any_runtime::Runtime;
use async_channel::{RecvError, SendError, TryRecvError, bounded, unbounded};
use futures_lite::future;

every_runtime::tests! {
    /// Each message is received once, in the order in which it was sent.
    async fn messages_keep_their_order(rt: &impl Runtime) {
        let (sender, receiver) = bounded(2);
        let sending = rt.spawn(async move {
            for number in 0..20 {
                sender.send(number).await.expect("someone receives");
            }
        });
        for number in 0..20 {
            assert_eq!(receiver.recv().await, Ok(number));
        }
        sending.await;
        assert_eq!(receiver.recv().await, Err(RecvError), "the sender is gone");
    }

    /// No message is lost or doubled when several tasks send and several receive.
    async fn every_message_is_received_once(rt: &impl Runtime) {
        let (sender, receiver) = bounded(1);
        let senders: Vec<_> = (0..3)
            .map(|task| {
                let sender = sender.clone();
                rt.spawn(async move {
                    for number in 0..4 {
                        sender.send(task * 4 + number).await.expect("someone receives");
                    }
                })
            })
            .collect();
        drop(sender);
        let receivers: Vec<_> = (0..2)
            .map(|_| {
                let receiver = receiver.clone();
                rt.spawn(async move {
                    let mut received = Vec::new();
                    while let Ok(number) = receiver.recv().await {
                        received.push(number);
                    }
                    received
                })
            })
            .collect();
        for sender in senders {
            sender.await;
        }
        let mut all = Vec::new();
        for receiver in receivers {
            all.extend(receiver.await);
        }
        all.sort_unstable();
        assert_eq!(all, (0..12).collect::<Vec<_>>());
    }

    /// A receiver that gives up while it waits takes no message with it.
    async fn a_cancelled_receive_loses_nothing(rt: &impl Runtime) {
        let (sender, receiver) = unbounded();
        let gave_up = future::or(async { receiver.recv().await.ok() }, future::ready(None)).await;
        assert_eq!(gave_up, None);
        rt.spawn(async move { sender.send(7).await }).await.expect("someone receives");
        assert_eq!(receiver.try_recv(), Ok(7));
        assert_eq!(receiver.try_recv(), Err(TryRecvError::Closed));
    }

    /// A sender that waits for room learns that everyone who could receive is gone.
    async fn a_waiting_sender_sees_the_channel_close(rt: &impl Runtime) {
        let (sender, receiver) = bounded(1);
        sender.send(1).await.expect("there is room");
        let waiting = rt.spawn(async move { sender.send(2).await });
        rt.spawn(async move { drop(receiver) }).await;
        assert_eq!(waiting.await, Err(SendError(2)));
    }
}
