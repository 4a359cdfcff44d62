//! What the output of each lesson must show.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::time::Duration;

use super::{MESSAGE, assert_done, one_of_many, run, sentence, start, time};
use crate::Ended;

/// The lesson's lines, and its conclusion: the sentence at the end that says what the lines showed.
///
/// The conclusion is the last line, with one exception. The deadline may cancel a printer while another thread writes
/// its last line. Then this line may come after the conclusion.
fn lines_and_conclusion(lesson: &str, ended: &Ended) -> (Vec<String>, String) {
    assert_done(lesson, ended);
    let mut lines: Vec<_> = ended.stdout.lines().map(String::from).collect();
    let conclusion = lines.iter().rposition(|line| line.ends_with('.'));
    let conclusion = conclusion.unwrap_or_else(|| panic!("{lesson} concludes with a sentence: {ended:?}"));
    let late = &lines[conclusion + 1..];
    assert!(late.iter().all(|line| line.contains("ThreadId")), "{lesson} concludes with a sentence: {ended:?}");
    let conclusion = lines.remove(conclusion);
    (lines, conclusion)
}

/// The notes of a lesson: each has a time in milliseconds and a text.
fn notes(lines: &[String]) -> Vec<(f64, &str)> {
    let note = |line: &'_ str| line.split_once(" ms ").map(|(at, what)| (milliseconds(at), what.len()));
    let notes = lines.iter().skip(1).map(|line| {
        let (at, length) = note(line).unwrap_or_else(|| panic!("{line:?} is not a note"));
        (at, line[line.len() - length..].trim())
    });
    let notes: Vec<_> = notes.collect();
    assert!(notes.is_sorted_by_key(|(at, _)| *at), "the notes are not in the order of time: {lines:?}");
    notes
}

/// A number of milliseconds, as the lessons print it.
pub(super) fn milliseconds(text: &str) -> f64 {
    text.trim().parse().unwrap_or_else(|error| panic!("{text:?} is not a number: {error}"))
}

/// The number right before `unit` in a sentence.
fn number_before(unit: &str, sentence: &str) -> usize {
    let number = sentence.split([' ', ',']).filter(|word| !word.is_empty()).collect::<Vec<_>>();
    let position = number.iter().position(|word| word.trim_matches([';', '.']) == unit);
    let number = position.and_then(|position| number.get(position.checked_sub(1)?)?.parse().ok());
    number.unwrap_or_else(|| panic!("no number of {unit} in {sentence:?}"))
}

/// `hello`: calling an `async fn` runs nothing. Polls run it. The first poll ends at the await, the last returns
/// ready.
pub fn hello_shows_that_only_polls_run_a_coroutine(command: &str) {
    let ended = run(command, "hello --every 200ms");
    let (lines, conclusion) = lines_and_conclusion("hello", &ended);
    let notes = notes(&lines);
    let told: Vec<_> = notes.iter().map(|(_, what)| *what).collect();

    assert_eq!(
        told[..5],
        [
            "created: the async fn was called",
            "a pause later: none of its lines has run",
            "poll 1",
            "its first line runs",
            "answer: pending"
        ],
        "{ended:?}"
    );
    assert_eq!(told[told.len() - 2..], ["its last line runs", "answer: ready"], "{ended:?}");
    let (woken, polled) = (told.iter().position(|what| what.starts_with("woken")), told.contains(&"poll 2"));
    assert!(woken == Some(5) && polled, "it is woken, and then polled again: {ended:?}");

    assert!(notes[2].0 >= 200.0 && notes[notes.len() - 1].0 >= 400.0, "each wait is a period: {ended:?}");
    assert!(
        conclusion.contains(&format!("then {} polls", told.iter().filter(|what| what.starts_with("poll")).count()))
    );
}

/// `forever`: no limit ends it.
pub fn forever_goes_on_beyond_its_limit(command: &str) {
    let mut forever = start(command, "forever --every 1ms --for 10ms");
    let printed: Vec<_> = (0..50).map(|_| time(&forever.line().expect("it goes on"))).collect();
    assert!(printed.is_sorted(), "{printed:?}");
    assert!(forever.is_running());
}

/// `unhandled`: the deadline is an error that ends main. The exit status is 1, with one line on stderr.
pub fn unhandled_fails_with_the_deadline_as_its_error(command: &str) {
    let ended = run(command, "unhandled --every 50ms --for 175ms");
    assert!(sentence(&ended).contains("deadline"), "{ended:?}");
    assert!(ended.took >= Duration::from_millis(175), "the deadline came early: {ended:?}");
    let times: Vec<_> = ended.stdout.lines().map(time).collect();
    assert!((1..=4).contains(&times.len()) && times.is_sorted(), "{ended:?}");
}

/// `async-main` is what is run when nothing is said.
pub fn async_main_is_the_default_lesson(command: &str) {
    for arguments in ["async-main --every 50ms --for 120ms", "--every 50ms --for 120ms"] {
        let ended = run(command, arguments);
        assert_done("async-main", &ended);
        assert!((2..=4).contains(&ended.stdout.lines().count()), "{ended:?}");
        assert_eq!(ended.stdout.lines().last(), Some(MESSAGE), "{ended:?}");
    }
}

/// `concurrent`: three printers share one thread and one deadline. Together they take one limit, not three.
pub fn concurrent_runs_three_printers_in_the_time_of_one(command: &str) {
    let limit = Duration::from_millis(330);
    let in_time = one_of_many(|| {
        let ended = run(command, "concurrent --every 60ms --for 330ms");
        let (lines, conclusion) = lines_and_conclusion("concurrent", &ended);
        assert!(ended.took >= limit, "the deadline came early: {ended:?}");

        let (mut printers, mut threads) = (HashMap::<_, usize>::new(), HashSet::new());
        for line in &lines[1..] {
            time(&line[..26]);
            let [printer, thread] = line[26..].split_whitespace().collect::<Vec<_>>()[..] else {
                panic!("{line:?} names a printer and a thread");
            };
            *printers.entry(printer).or_default() += 1;
            threads.insert(thread);
        }
        assert!(threads.len() <= 1, "{ended:?}");
        let [quick, steady, slow] = ["quick", "steady", "slow"].map(|name| printers.remove(name).unwrap_or(0));
        assert!(printers.is_empty(), "there are more than three printers: {ended:?}");
        assert!(quick <= 6 && steady <= 3 && slow <= 2, "a line came early: {ended:?}");
        assert_eq!(number_before("thread", &conclusion), 1, "{ended:?}");
        // The deadline may end a printer while it prints. Its line was counted, but may not be visible.
        let made = number_before("lines", &conclusion);
        assert!((lines.len() - 1..=lines.len() + 2).contains(&made), "{ended:?}");
        quick > 0 && steady > 0 && slow > 0 && ended.took < limit * 2
    });
    assert!(in_time, "in no attempt did all three print within two limits");
}

/// `cancel`: destructors run before `wait_for` returns. The line after the await never runs. Of two nested deadlines,
/// the earlier wins. A future that was passed as `&mut` continues later.
pub fn cancel_drops_a_coroutine_at_its_await(command: &str) {
    let in_time = one_of_many(|| {
        let ended = run(command, "cancel --for 200ms");
        let (lines, conclusion) = lines_and_conclusion("cancel", &ended);
        let notes = notes(&lines);
        let position = |text: &str| {
            let found = notes.iter().position(|(_, what)| what.contains(text));
            found.unwrap_or_else(|| panic!("{text:?} is missing: {ended:?}"))
        };
        let order = [
            "reaches its await",
            "its destructors run",
            "wait_for returns Elapsed",
            "a deadline is set inside a later one",
            "the inner one comes first",
            "a deadline borrows",
            "continues, and is done",
        ];
        assert!(order.map(position).is_sorted(), "{ended:?}");
        assert!(!lines.iter().any(|line| line.contains("line after its await")), "{ended:?}");
        let at = |text| notes[position(text)].0;
        assert!(at("destructors") >= 50.0 && at("inner one") >= 100.0 && at("is done") >= 200.0, "{ended:?}");
        assert!(conclusion.contains("before wait_for returned") && conclusion.contains("never"), "{ended:?}");

        // On a machine so busy that the survivor is done before the deadline is seen, its result wins.
        let survives = notes.iter().any(|(_, what)| what.contains("drops the borrow"));
        assert!(
            !survives
                || [position("a deadline borrows"), position("drops the borrow"), position("continues")].is_sorted()
        );
        survives
    });
    assert!(in_time, "in no attempt did the deadline come before the survivor was done");
}

/// `threads`: four coroutines run on several threads. Each thread reports its polls. Some runtimes have no such
/// threads.
pub fn threads_shows_which_thread_made_each_poll(command: &str) {
    let all_print = one_of_many(|| {
        let ended = run(command, "threads --every 20ms --for 210ms");
        let (lines, conclusion) = lines_and_conclusion("threads", &ended);
        if lines.is_empty() {
            assert!(conclusion.contains("has no work-stealing executor"), "{ended:?}");
            return true;
        }
        assert!(ended.took >= Duration::from_millis(210), "the deadline came early: {ended:?}");
        let (made, rows): (Vec<_>, Vec<_>) = lines[1..].iter().partition(|line| line.starts_with("ThreadId"));
        let made: HashMap<_, _> = made.iter().filter_map(|line| line.split_once(" made ")).collect();
        let mut coroutines = BTreeMap::<_, usize>::new();
        for row in rows {
            time(&row[..26]);
            let [coroutine, thread] = row[26..].split_whitespace().collect::<Vec<_>>()[..] else {
                panic!("{row:?} names a coroutine and a thread");
            };
            *coroutines.entry(coroutine).or_default() += 1;
            assert!(made.contains_key(thread), "{thread} made no poll: {ended:?}");
        }
        assert!(coroutines.values().all(|lines| *lines <= 11), "a line came early: {ended:?}");

        let polls = made.values().map(|polls| number_before("polls", polls)).sum::<usize>();
        assert_eq!(number_before("polls", &conclusion), polls, "{ended:?}");
        assert_eq!(number_before("coroutines", &conclusion), 4, "{ended:?}");
        coroutines.into_keys().eq(["1", "2", "3", "4"])
    });
    assert!(all_print, "in no attempt did all four coroutines print");
}

/// `crowd`: a thousand coroutines tick, and each has its own deadline. None ticks too often.
pub fn crowd_counts_the_ticks_of_a_thousand(command: &str) {
    let ended = run(command, "crowd --tasks 1000 --every 50ms --for 175ms");
    let (lines, conclusion) = lines_and_conclusion("crowd", &ended);
    assert!(ended.took >= Duration::from_millis(175), "the deadline came early: {ended:?}");
    let ticks = number_before("ticks", &conclusion);
    assert!((1000..=4000).contains(&ticks), "each ticks at once, and then every 50 ms: {ended:?}");
    assert!(conclusion.contains("1000 coroutines") && conclusion.contains(" 1 thread;"), "{ended:?}");
    for row in ["coroutines", "ticks", "deadlines", "CPU time", "memory", "timer"] {
        assert!(lines.iter().any(|line| line.starts_with(row)), "{row} is missing: {ended:?}");
    }
}
