//! A bad network between a server and its database: it cuts, delays and halves what goes through, on demand.
//! Looks into nothing that it carries.

use std::{
    io,
    net::TcpListener,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU16, AtomicU32, AtomicU64, Ordering::SeqCst},
    },
    thread,
    time::Duration,
};

use rand::RngExt;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    sync::watch,
};
use yousaid_load::Result;

/// The proxy; it goes on until the program ends.
pub struct Proxy {
    /// Where it listens on 127.0.0.1.
    pub port: u16,
    state: Arc<State>,
}

struct State {
    target: AtomicU16,
    shut: AtomicBool,
    /// Milliseconds that each packet is held up.
    delay: AtomicU64,
    /// Packets in a million that are cut in half, and their connection with them.
    halved: AtomicU32,
    /// Everything that was open before it changed is closed.
    era: watch::Sender<u64>,
}

impl Proxy {
    /// Leads to a port of 127.0.0.1.
    pub fn to(target: u16) -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").map_err(|error| error.to_string())?;
        let port = listener.local_addr().map_err(|error| error.to_string())?.port();
        let state = Arc::new(State {
            target: AtomicU16::new(target),
            shut: AtomicBool::new(false),
            delay: AtomicU64::new(0),
            halved: AtomicU32::new(0),
            era: watch::channel(0).0,
        });
        let serving = Arc::clone(&state);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|error| error.to_string())?;
        thread::spawn(move || runtime.block_on(serve(listener, serving)));
        Ok(Self { port, state })
    }

    /// Lets nobody in, and cuts what is open.
    pub fn shut(&self) {
        self.state.shut.store(true, SeqCst);
        self.cut();
    }

    /// Lets everybody in, to this port.
    pub fn open(&self, target: u16) {
        self.state.target.store(target, SeqCst);
        self.state.shut.store(false, SeqCst);
    }

    /// Cuts what is open.
    pub fn cut(&self) {
        self.state.era.send_modify(|era| *era += 1);
    }

    /// Holds each packet up.
    pub fn delay(&self, milliseconds: u64) {
        self.state.delay.store(milliseconds, SeqCst);
    }

    /// Sends only a half of so many packets in a million, and cuts their connection.
    pub fn halve(&self, in_a_million: u32) {
        self.state.halved.store(in_a_million, SeqCst);
    }
}

async fn serve(listener: TcpListener, state: Arc<State>) -> io::Result<()> {
    listener.set_nonblocking(true)?;
    let listener = tokio::net::TcpListener::from_std(listener)?;
    loop {
        let (guest, _) = listener.accept().await?;
        if !state.shut.load(SeqCst) {
            tokio::spawn(carry(guest, Arc::clone(&state)));
        }
    }
}

/// Both ways of one connection, until either ends or all are cut.
async fn carry(guest: TcpStream, state: Arc<State>) {
    let mut era = state.era.subscribe();
    let Ok(host) = TcpStream::connect(("127.0.0.1", state.target.load(SeqCst))).await else { return };
    let _ = guest.set_nodelay(true);
    let _ = host.set_nodelay(true);
    let ((guest_reads, guest_writes), (host_reads, host_writes)) = (guest.into_split(), host.into_split());
    tokio::select! {
        _ = one_way(guest_reads, host_writes, &state) => {}
        _ = one_way(host_reads, guest_writes, &state) => {}
        _ = era.changed() => {}
    }
}

async fn one_way(
    mut from: tokio::net::tcp::OwnedReadHalf,
    mut to: tokio::net::tcp::OwnedWriteHalf,
    state: &State,
) -> io::Result<()> {
    let mut buffer = vec![0; 16 * 1024];
    loop {
        let read = from.read(&mut buffer).await?;
        if read == 0 {
            return Ok(());
        }
        let delay = state.delay.load(SeqCst);
        if delay > 0 {
            tokio::time::sleep(Duration::from_millis(delay)).await;
        }
        let halved = rand::rng().random_range(0..1_000_000) < state.halved.load(SeqCst);
        let end = if halved { read / 2 } else { read };
        to.write_all(buffer.get(..end).unwrap_or_default()).await?;
        if halved {
            return Ok(());
        }
    }
}
