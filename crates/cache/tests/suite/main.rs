//! Tests the behaviour of a `Cache`, which is the same for both backends: in this process, or on the Redis server that the
//! environment variable `SIGNET_TEST_CACHE_URL` names.

mod codes;
mod counters;
mod foreign;
mod kinds;
mod outage;
mod refusals;
mod sessions;
mod support;
mod values;
