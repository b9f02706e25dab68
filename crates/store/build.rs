//! Embedded migrations are read by a macro; cargo has to be told that they are a source.

fn main() {
    println!("cargo::rerun-if-changed=../../migrations");
}
