//! A connection of a client: what it sends while a response is being written stays in the kernel, and a client that reads no
//! response is disconnected. Parses nothing, and keeps nothing of what passes.
//!
//! Actix parses as many pipelined requests as have arrived, each into kilobytes, and waits for ever for a client that does
//! not read. Here it gets little at a time, and nothing until the response before has been handed over.

use std::{
    cell::{Cell, RefCell},
    error::Error,
    future::{Future, poll_fn},
    io,
    pin::Pin,
    rc::Rc,
    task::{Context, Poll, Waker, ready},
    time::Duration,
};

use actix_web::{
    HttpMessage,
    body::{BodySize, BoxBody, MessageBody},
    dev::{Payload, ServiceRequest},
    error::PayloadError,
    rt::net::TcpStream,
    web::Bytes,
};
use futures_core::Stream;
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    time::{Instant, Sleep, sleep_until},
};

/// Seconds for which a client may read nothing of a response.
const WRITE_PATIENCE: Duration = Duration::from_secs(20);
/// Seconds within which the next request has to begin and its head to come; more than an idle connection is kept.
const HEAD_PATIENCE: Duration = Duration::from_secs(90);
/// Bytes of a response that are handed over at a time.
const PART: usize = 32 * 1024;
/// Bytes that are handed on at a time: what is parsed of them takes up to a hundred times as much.
const AT_ONCE: usize = 2 * 1024;

/// What a connection and the requests on it know of each other.
#[derive(Default)]
pub struct Traffic {
    /// A response is under way, until its last byte has been handed over.
    responding: Cell<bool>,
    /// The body of that request is still being read.
    uploading: Cell<bool>,
    /// The client is not reading at the moment.
    blocked: Cell<bool>,
    /// The client has ended its side.
    disconnected: Cell<bool>,
    /// Requests so far.
    begun: Cell<u64>,
    /// The task that reads again once it may.
    reader: RefCell<Option<Waker>>,
    /// The task that waits for the end.
    watcher: RefCell<Option<Waker>>,
}

impl Traffic {
    /// Nothing is to be read now.
    fn holds(&self) -> bool {
        self.blocked.get() || (self.responding.get() && !self.uploading.get())
    }

    fn go_on(&self) {
        if !self.holds()
            && let Some(reader) = self.reader.take()
        {
            reader.wake();
        }
    }

    fn end(&self) {
        self.disconnected.set(true);
        if let Some(watcher) = self.watcher.take() {
            watcher.wake();
        }
    }

    /// Waits until the client has ended its side.
    pub async fn disconnected(self: Rc<Self>) {
        poll_fn(|cx| {
            if self.disconnected.get() {
                return Poll::Ready(());
            }
            self.watcher.replace(Some(cx.waker().clone()));
            Poll::Pending
        })
        .await;
    }
}

/// Held while a request is handled and its response is written.
pub struct InFlight(Option<Rc<Traffic>>);

impl InFlight {
    /// A request begins.
    pub fn begin(request: &mut ServiceRequest) -> Self {
        let Some(traffic) = request.conn_data::<Rc<Traffic>>().cloned() else { return Self(None) };
        let payload = request.take_payload();
        let uploads = !matches!(payload, Payload::None);
        traffic.responding.set(true);
        traffic.uploading.set(uploads);
        traffic.begun.set(traffic.begun.get().wrapping_add(1));
        if uploads {
            let upload = Upload { payload, held: Some(Uploading(Rc::clone(&traffic))) };
            request.set_payload(Payload::Stream { payload: Box::pin(upload) });
        }
        Self(Some(traffic))
    }

    /// The body of the response, which is handed over in parts; the last one ends the request.
    pub fn body(self, body: impl MessageBody + 'static) -> ResponseBody {
        ResponseBody { body: body.boxed(), rest: Bytes::new(), _held: self }
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        if let Some(traffic) = &self.0 {
            traffic.responding.set(false);
            traffic.go_on();
        }
    }
}

/// Kept while the body of a request is read.
struct Uploading(Rc<Traffic>);

impl Drop for Uploading {
    fn drop(&mut self) {
        self.0.uploading.set(false);
    }
}

/// The body of a request.
struct Upload {
    payload: Payload,
    held: Option<Uploading>,
}

impl Stream for Upload {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        let part = ready!(Pin::new(&mut this.payload).poll_next(cx));
        if part.is_none() {
            this.held = None;
        }
        Poll::Ready(part)
    }
}

/// The body of a response.
pub struct ResponseBody {
    body: BoxBody,
    rest: Bytes,
    _held: InFlight,
}

impl MessageBody for ResponseBody {
    type Error = Box<dyn Error>;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, Self::Error>>> {
        let this = self.get_mut();
        if this.rest.is_empty() {
            match ready!(Pin::new(&mut this.body).poll_next(cx)) {
                Some(Ok(bytes)) => this.rest = bytes,
                other => return Poll::Ready(other),
            }
        }
        // What is handed over is copied for this connection; the rest is shared by all.
        let part = this.rest.split_to(this.rest.len().min(PART));
        Poll::Ready(Some(Ok(part)))
    }
}

/// A deadline that begins when it is first asked for.
#[derive(Default)]
struct Deadline(Option<Pin<Box<Sleep>>>);

impl Deadline {
    fn passed(&mut self, after: Duration, cx: &mut Context<'_>) -> bool {
        let sleep = self.0.get_or_insert_with(|| Box::pin(sleep_until(Instant::now() + after)));
        sleep.as_mut().poll(cx).is_ready()
    }
}

/// A connection.
pub struct Connection {
    io: TcpStream,
    traffic: Rc<Traffic>,
    handed: usize,
    begun: u64,
    head: Deadline,
    write: Deadline,
}

impl Connection {
    /// Takes a connection over.
    pub fn new(io: TcpStream) -> Self {
        let (head, write) = (Deadline::default(), Deadline::default());
        Self { io, traffic: Rc::default(), handed: 0, begun: 0, head, write }
    }

    /// What the requests on it are to know.
    pub fn traffic(&self) -> Rc<Traffic> {
        Rc::clone(&self.traffic)
    }

    /// Reads nothing, but notices that the client hung up.
    fn poll_end(&self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let mut byte = [0; 1];
        match ready!(self.io.poll_peek(cx, &mut ReadBuf::new(&mut byte)))? {
            0 => {
                self.traffic.end();
                Poll::Ready(Ok(()))
            }
            _ => {
                self.traffic.reader.replace(Some(cx.waker().clone()));
                Poll::Pending
            }
        }
    }
}

impl AsyncRead for Connection {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        if std::mem::replace(&mut this.begun, this.traffic.begun.get()) != this.traffic.begun.get() {
            this.head = Deadline::default();
        }
        if this.traffic.holds() {
            this.handed = 0;
            return this.poll_end(cx);
        }
        if this.handed >= AT_ONCE {
            // What was handed on is parsed first.
            this.handed = 0;
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        let room = buf.remaining().min(AT_ONCE - this.handed);
        let mut part = ReadBuf::new(buf.initialize_unfilled_to(room));
        let Poll::Ready(read) = Pin::new(&mut this.io).poll_read(cx, &mut part) else {
            this.handed = 0;
            if !this.traffic.responding.get() && this.head.passed(HEAD_PATIENCE, cx) {
                return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
            }
            return Poll::Pending;
        };
        let filled = part.filled().len();
        buf.advance(filled);
        this.handed += filled;
        if filled == 0 {
            this.traffic.end();
        }
        Poll::Ready(read)
    }
}

impl AsyncWrite for Connection {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        match Pin::new(&mut this.io).poll_write(cx, bytes) {
            Poll::Ready(written) => {
                this.write = Deadline::default();
                if this.traffic.blocked.replace(false) {
                    this.traffic.go_on();
                }
                Poll::Ready(written)
            }
            Poll::Pending => {
                this.traffic.blocked.set(true);
                if this.write.passed(WRITE_PATIENCE, cx) {
                    return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
                }
                Poll::Pending
            }
        }
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().io).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().io).poll_shutdown(cx)
    }
}
