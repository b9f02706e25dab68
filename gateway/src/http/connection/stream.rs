use std::io;
use std::mem;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use actix_web::rt::net::TcpStream;
use actix_web::web::{Buf, Bytes};
use memchr::memchr;
use socket2::SockRef;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, ReadBuf, Take};
use tokio::time::Instant;

use crate::http::budget::Allocation;

use super::head_end::HeadEnd;
use super::timer::Timer;
use super::{ConnectionState, Deadlines, Phase};

/// The most bytes of a head, and of data after it, that are read at once.
const PIECE: u64 = 8 * 1024;

const CONTINUE: &[u8] = b"HTTP/1.1 100 Continue\r\n\r\n";

const TOO_SLOW: &[u8] =
    b"HTTP/1.1 408 Request Timeout\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";

/// The socket of a connection, as the HTTP library sees it.
pub(crate) struct Stream {
    /// Limited to the bytes that may be read now.
    socket: Take<TcpStream>,
    state: Rc<ConnectionState>,
    /// The allocation of the budget of connections.
    allocation: Allocation,
    deadlines: Deadlines,
    /// Bytes after the current request.
    held: Bytes,
    head_end: HeadEnd,
    /// The deadline of the head that is arriving, or of the pause before it.
    due: Instant,
    timer: Timer,
    /// The time since which an answer waits for the client, and the bytes that the client has read since.
    slow: Option<(Instant, u64)>,
    /// Whether the task is not woken if more data arrives.
    lacks_waker: bool,
    /// Whether data arrived while nothing was to be read.
    is_missed: bool,
    /// Whether the library has seen the end of the input, or was woken to see it.
    end_is_seen: bool,
    /// Whether the sending direction is closed.
    is_shut: bool,
    /// Whether no more data of the client can be on its way.
    is_clean: bool,
}

impl Stream {
    pub(crate) fn new(socket: TcpStream, allocation: Allocation, deadlines: Deadlines) -> Stream {
        // The system detects that a client is gone, or reads nothing, even if nothing more is written.
        if let Err(error) = SockRef::from(&socket).set_tcp_user_timeout(Some(deadlines.read)) {
            tracing::warn!(%error, "a connection has no limit for reading");
        }
        Stream {
            socket: socket.take(PIECE),
            state: ConnectionState::new(),
            allocation,
            deadlines,
            held: Bytes::new(),
            head_end: HeadEnd::new(false),
            due: Instant::now() + deadlines.head,
            timer: Timer::default(),
            slow: None,
            lacks_waker: true,
            is_missed: false,
            end_is_seen: false,
            is_shut: false,
            is_clean: false,
        }
    }

    pub(crate) fn state(&self) -> Rc<ConnectionState> {
        Rc::clone(&self.state)
    }

    fn socket(&mut self) -> Pin<&mut TcpStream> {
        Pin::new(self.socket.get_mut())
    }

    /// Reads a head, and a body that came with it.
    fn read_head(
        &mut self,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.head_end.is_found() {
            self.listen(context);
            return self.end_if_due(context);
        }
        let before = buffer.filled().len();
        if self.held.is_empty() {
            self.socket.set_limit(PIECE);
            match Pin::new(&mut self.socket).poll_read(context, buffer) {
                Poll::Ready(read) => read?,
                Poll::Pending => {
                    self.lacks_waker = false;
                    return self.end_if_due(context);
                }
            }
            let came = buffer.filled().get(before..).unwrap_or_default();
            let now = self.cut(came);
            self.held = Bytes::copy_from_slice(came.get(now..).unwrap_or_default());
            buffer.set_filled(before + now);
        } else {
            let held = self.held.clone();
            let came = held.get(..buffer.remaining()).unwrap_or(&held);
            let now = self.cut(came);
            buffer.put_slice(came.get(..now).unwrap_or_default());
            self.held.advance(now);
        }
        self.lacks_waker = true;
        if buffer.filled().len() > before && self.state.phase.get() == Phase::Resting {
            self.state.phase.set(Phase::Head);
            self.due = Instant::now() + self.deadlines.head;
        }
        if !self.held.is_empty() {
            // The rest contains the body, which the library gets when its handler runs.
            context.waker().wake_by_ref();
        }
        Poll::Ready(Ok(()))
    }

    /// Returns how many of the received bytes are passed on now: all, unless they may contain a further request.
    fn cut(&mut self, came: &[u8]) -> usize {
        let Some(end) = self.head_end.find(came) else {
            return came.len();
        };
        let behind = came.get(end..).unwrap_or_default();
        // No request is complete without a line end, and almost no form contains one.
        if memchr(b'\n', behind).is_some() {
            return end;
        }
        let length = u64::try_from(behind.len()).unwrap_or(u64::MAX);
        self.state.behind.set(length);
        came.len()
    }

    /// Reads more of the body.
    fn read_body(
        &mut self,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let left = self.state.left.get();
        let before = buffer.filled().len();
        if self.held.is_empty() {
            self.socket.set_limit(left);
            let read = Pin::new(&mut self.socket).poll_read(context, buffer);
            self.lacks_waker = read.is_ready();
            ready!(read)?;
        } else {
            let most = usize::try_from(left).unwrap_or(usize::MAX);
            let length = self.held.len().min(most).min(buffer.remaining());
            buffer.put_slice(&self.held.split_to(length));
        }
        let came = u64::try_from(buffer.filled().len() - before).unwrap_or(u64::MAX);
        self.state.left.set(left.saturating_sub(came));
        Poll::Ready(Ok(()))
    }

    /// Wakes the task if more data arrives, without reading it.
    fn listen(&mut self, context: &mut Context<'_>) {
        self.is_missed = self.socket.get_ref().poll_read_ready(context).is_ready();
        self.lacks_waker = self.is_missed;
    }

    /// Ends the input if the deadline has passed, or if the allocation was given to another client.
    fn end_if_due(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.allocation.poll_lost(context).is_pending()
            && !self.timer.has_passed(self.due, context)
        {
            return Poll::Pending;
        }
        if self.state.phase.get() == Phase::Head {
            // Nothing else is being written; if this does not fit, the client is gone.
            let _ = self.socket().poll_write(context, TOO_SLOW);
        } else {
            self.is_clean = true;
        }
        self.state.phase.set(Phase::Ending);
        self.end_is_seen = true;
        Poll::Ready(Ok(()))
    }

    /// Continues with the next request after the answer was sent.
    fn next(&mut self, context: &mut Context<'_>) {
        let is_started = self.state.has_next.take();
        let (phase, longest) = match is_started {
            true => (Phase::Head, self.deadlines.head),
            false => (Phase::Resting, self.deadlines.keep_alive),
        };
        self.state.phase.set(phase);
        self.head_end = HeadEnd::new(is_started);
        self.due = Instant::now() + longest;
        self.slow = None;
        if self.timer.has_passed(self.due, context) || self.lacks_waker || !self.held.is_empty() {
            context.waker().wake_by_ref();
        }
    }

    /// Sends `100 Continue` to the client.
    fn go_on(&mut self, context: &mut Context<'_>) {
        match self.socket().poll_write(context, CONTINUE) {
            Poll::Ready(Ok(length)) if length == CONTINUE.len() => {}
            Poll::Pending => self.state.is_awaited.set(true),
            Poll::Ready(_) => self.state.phase.set(Phase::Ending),
        }
    }

    /// Fails if the client reads too slowly, or if the allocation of the answer was given to another client.
    fn check_pace(&mut self, context: &mut Context<'_>) -> Poll<io::Result<usize>> {
        if self.state.poll_lost(context).is_ready() {
            return Poll::Ready(Err(self.give_up(io::ErrorKind::QuotaExceeded)));
        }
        let (since, taken) = *self.slow.get_or_insert_with(|| (Instant::now(), 0));
        let earned = taken.checked_div(self.deadlines.bytes_per_second);
        let due = since + self.deadlines.read + Duration::from_secs(earned.unwrap_or(0));
        if self.timer.has_passed(due, context) {
            Poll::Ready(Err(self.give_up(io::ErrorKind::TimedOut)))
        } else {
            Poll::Pending
        }
    }

    /// Makes the system drop unsent data when the connection closes.
    fn give_up(&self, why: io::ErrorKind) -> io::Error {
        let reset = SockRef::from(self.socket.get_ref()).set_linger(Some(Duration::ZERO));
        reset.err().unwrap_or_else(|| why.into())
    }

    /// Reads and drops data that the client still sends, until it stops or the deadline passes: if a socket is closed with
    /// unread bytes, the client may lose an answer that it has not read yet.
    fn linger(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let mut space = [0; 4096];
        loop {
            let mut buffer = ReadBuf::new(&mut space);
            match self.socket().poll_read(context, &mut buffer) {
                Poll::Ready(Ok(())) if !buffer.filled().is_empty() => {
                    if Instant::now() >= self.due {
                        return Poll::Ready(Ok(()));
                    }
                }
                Poll::Ready(_) => return Poll::Ready(Ok(())),
                Poll::Pending if self.timer.has_passed(self.due, context) => {
                    return Poll::Ready(Ok(()));
                }
                Poll::Pending => return Poll::Pending,
            }
        }
    }
}

impl AsyncRead for Stream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        match self.state.phase.get() {
            Phase::Resting | Phase::Head => self.read_head(context, buffer),
            Phase::Running if self.state.left.get() > 0 => self.read_body(context, buffer),
            Phase::Running => {
                self.listen(context);
                Poll::Pending
            }
            // The next request is read only after the answer is sent.
            Phase::Answered => {
                self.lacks_waker = true;
                Poll::Pending
            }
            Phase::Ending => {
                self.end_is_seen = true;
                Poll::Ready(Ok(()))
            }
        }
    }
}

impl AsyncWrite for Stream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        if bytes.starts_with(CONTINUE) {
            // The library sends it before a handler has seen the request; `go_on` sends it if the body is wanted.
            return Poll::Ready(Ok(CONTINUE.len()));
        }
        let written = match self.socket().poll_write(context, bytes) {
            Poll::Ready(written) => written?,
            Poll::Pending => return self.check_pace(context),
        };
        if let Some((_, taken)) = &mut self.slow {
            *taken += u64::try_from(written).unwrap_or(u64::MAX);
        }
        Poll::Ready(Ok(written))
    }

    /// The library calls this after it has written all its data.
    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.state.phase.get() {
            Phase::Running if self.state.left.get() > 0 => {
                if self.state.is_awaited.take() {
                    self.go_on(context);
                }
                if mem::take(&mut self.is_missed) {
                    context.waker().wake_by_ref();
                }
            }
            Phase::Answered => self.next(context),
            Phase::Ending if !mem::replace(&mut self.end_is_seen, true) => {
                context.waker().wake_by_ref();
            }
            _ => {}
        }
        self.socket().poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        if !self.is_shut {
            ready!(self.socket().poll_shutdown(context))?;
            self.is_shut = true;
            self.due = Instant::now() + self.deadlines.linger;
            let is_resting = self.state.phase.get() == Phase::Resting;
            self.is_clean |= is_resting && self.held.is_empty() && !self.lacks_waker;
        }
        if self.is_clean {
            return Poll::Ready(Ok(()));
        }
        self.linger(context)
    }
}
