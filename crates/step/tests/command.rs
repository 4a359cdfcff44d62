//! The real command, with files in place of a lesson that runs.

use std::fs;
use std::process::{Command, Output};

/// A trace with a task that is polled twice.
const TRACE: &str = r#"{"traceEvents":[
{"ph":"M","name":"thread_name","pid":1,"tid":1,"args":{"name":"main"}},
{"ph":"X","cat":"poll","name":"poll main","pid":1,"tid":1,"ts":0.000,"dur":1.000,"args":{"task":0,"poll":1,"answer":"pending","seq":0,"end":3}},
{"ph":"b","cat":"timer","name":"sleep","pid":1,"tid":1,"ts":0.000,"id":0,"args":{"duration_ns":500000000,"seq":1}},
{"ph":"i","cat":"await","name":"awaits","pid":1,"tid":1,"ts":0.000,"s":"t","args":{"for":"sleep","sleep":0,"seq":2}},
{"ph":"i","cat":"await","name":"calls the waker","pid":1,"tid":1,"ts":500000.000,"s":"t","args":{"for":"sleep","sleep":0,"seq":4}},
{"ph":"i","cat":"wake","name":"wake main","pid":1,"tid":1,"ts":500000.000,"s":"t","args":{"task":0,"seq":5}},
{"ph":"X","cat":"poll","name":"poll main","pid":1,"tid":1,"ts":501000.000,"dur":1.000,"args":{"task":0,"poll":2,"answer":"ready","seq":6,"end":8}},
{"ph":"e","cat":"timer","name":"sleep","pid":1,"tid":1,"ts":501000.000,"id":0,"args":{"answer":"done","late_ns":1000000,"seq":7}}
],
"displayTimeUnit":"ms",
"otherData":{"format":"keep-printing/trace","version":2,"runtime":"some","lesson":"unknown"}}"#;

fn step(arguments: &[&str]) -> (Option<i32>, String, String) {
    let Output { status, stdout, stderr } = Command::new(env!("CARGO_BIN_EXE_step"))
        .env("LC_ALL", "C")
        .args(arguments)
        .output()
        .expect("the command starts");
    (status.code(), String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap())
}

fn step_from(text: &str) -> (Option<i32>, String, String) {
    step_from_with(text, &[])
}

fn step_from_with(text: &str, more: &[&str]) -> (Option<i32>, String, String) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("trace.json");
    fs::write(&file, text).unwrap();
    step(&[&["--from", file.to_str().unwrap()], more].concat())
}

#[test]
fn each_step_of_a_file_is_a_paragraph() {
    let expected = "\
Step 1 of 3, at 0 s
Main is polled for the first time. It asks the timer for a sleep of 500 ms, until 500 ms. It answers pending: it waits for a sleep until 500 ms.
  main: waits for a sleep until 500 ms (1 poll)
  timers: due at 500 ms, wakes main

Step 2 of 3, at 500 ms
The 500 ms timer of main fires at 500 ms: it calls the waker of main.
  main: woken, waits for its poll (1 poll)
  timers: due at 500 ms, has fired and woken main
  woken: main

Step 3 of 3, at 501 ms
Main is polled again, because its 500 ms timer has fired. It is done.
  main: done (2 polls)

";
    assert_eq!(step_from(TRACE), (Some(0), expected.into(), String::new()));
}

#[test]
fn the_steps_in_korean() {
    let expected = "\
3단계 중 1단계, 0 s
main을 처음으로 폴링합니다. main은 500 ms에 끝나는 500 ms짜리 슬립을 타이머에 요청합니다. Pending을 반환하고 500 ms에 끝나는 슬립을 기다립니다.
  main: 500 ms에 끝나는 슬립을 기다림 (폴링 1회)
  타이머: 500 ms 예정, 만료되면 main을 깨움

3단계 중 2단계, 500 ms
main의 500 ms짜리 타이머가 500 ms에 만료되어 main의 웨이커를 호출합니다.
  main: 깨어남, 폴링을 기다림 (폴링 1회)
  타이머: 500 ms 예정, 만료되어 main을 깨웠음
  깨어남: main

3단계 중 3단계, 501 ms
500 ms짜리 타이머가 만료되었으므로 main을 다시 폴링합니다. main은 완료됩니다.
  main: 완료됨 (폴링 2회)

";
    assert_eq!(step_from_with(TRACE, &["--lang", "ko"]), (Some(0), expected.into(), String::new()));
}

#[test]
fn what_is_no_trace_is_refused_with_a_sentence() {
    for (text, reason) in [
        ("", "EOF while parsing a value at line 1 column 0; accepted are a trace"),
        ("{}", "there is no trace in it; accepted are a trace (run-mini --trace FILE), a report"),
        (&TRACE.replace("\"version\":2", "\"version\":1"), "its version is 1, but this program reads version 2"),
        (&TRACE.replace("calls the waker", "x").replace("\"for\":\"sleep\"", "\"for\":\"luck\""), "an unknown event"),
        (&TRACE.replace("\"tid\":1", "\"tid\":0"), "an unknown event"),
        (r#"{"traceEvents":[],"otherData":{"version":2,"runtime":"r","lesson":"l"}}"#, "nothing happens"),
    ] {
        let (status, stdout, stderr) = step_from(text);
        assert_eq!((status, stdout.as_str()), (Some(1), ""), "{stderr}");
        assert!(stderr.starts_with("Error: cannot show ") && stderr.contains(reason), "{reason}: {stderr}");
        assert_eq!(stderr.lines().count(), 1, "{stderr}");
    }
}

#[test]
fn a_file_that_is_not_there_and_a_runtime_that_is_not_there() {
    let (status, _, stderr) = step(&["--from", "no-such-file.json"]);
    assert_eq!(status, Some(1));
    assert!(stderr.starts_with("Error: cannot show no-such-file.json: "), "{stderr}");
    let (status, _, stderr) = step(&["nonesuch"]);
    assert_eq!(status, Some(1));
    assert!(stderr.starts_with("Error: there is no runtime 'nonesuch'; choose one of "), "{stderr}");
}

#[test]
fn a_thread_without_a_name_has_only_its_number() {
    let named = r#"{"ph":"M","name":"thread_name","pid":1,"tid":2,"args":{"name":"thread 2"}},"#;
    let trace = TRACE
        .replace("\"traceEvents\":[", &format!("\"traceEvents\":[\n{named}"))
        .replace("\"ph\":\"i\",\"cat\":\"await\",\"name\":\"calls", "\"ph\":\"M\",\"name\":\"calls")
        .replace("\"name\":\"wake main\",\"pid\":1,\"tid\":1", "\"name\":\"wake main\",\"pid\":1,\"tid\":2");
    let (_, stdout, stderr) = step_from(&trace);
    assert!(stdout.contains("\nThread 2 wakes main.\n"), "{stdout}{stderr}");
}
