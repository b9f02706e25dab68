//! Many calls at once.

use std::thread;

use signet_testkit::Answer;

/// Makes a call for each item at the same time; one that was refused for load is made again.
pub(crate) fn at_once<T: Sync>(items: &[T], call: impl Fn(&T) -> Answer + Sync) -> Vec<Answer> {
    let patient = |item: &T| loop {
        let answer = call(item);
        if answer.sub_code() != "overloaded" {
            return answer;
        }
        thread::yield_now();
    };
    thread::scope(|scope| {
        let calls: Vec<_> = items
            .iter()
            .map(|item| scope.spawn(|| patient(item)))
            .collect();
        calls.into_iter().map(|call| call.join().unwrap()).collect()
    })
}
