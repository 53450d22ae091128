//! Serves the made-up record of the tests, to look at the pages: `cargo run -p site --example preview -- 127.0.0.1:8090 [empty]`.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a tool for looking at pages")]
#![allow(unreachable_pub, dead_code, missing_docs, reason = "the fixture is shared with the tests")]

#[path = "../tests/fixture.rs"]
mod fixture;

fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let listen = arguments.next().unwrap_or_else(|| "127.0.0.1:8090".to_owned()).parse()?;
    let data = if arguments.next().is_some() { fixture::Memory::default() } else { fixture::full() };
    let options = site::SiteOptions { requests_per_second: None, ..site::SiteOptions::default() };
    site::serve(data, listen, options, |address| println!("http://{address}/"))
}
