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

use crate::budget::Stake;

use super::head_end::HeadEnd;
use super::timer::Timer;
use super::{Deadlines, Link, Phase};

/// The most bytes that are read of a head, and of what came with it, at once.
const PIECE: u64 = 8 * 1024;

const CONTINUE: &[u8] = b"HTTP/1.1 100 Continue\r\n\r\n";

const TOO_SLOW: &[u8] =
    b"HTTP/1.1 408 Request Timeout\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";

/// The socket of a connection, as the HTTP library gets to see it.
pub(crate) struct Stream {
    /// Limited to what may be read now.
    socket: Take<TcpStream>,
    link: Rc<Link>,
    /// The place among the connections.
    stake: Stake,
    deadlines: Deadlines,
    /// What came behind the request that runs.
    held: Bytes,
    head_end: HeadEnd,
    /// When the head that is coming, or the rest before it, ends at the latest.
    due: Instant,
    timer: Timer,
    /// Since when the client takes less of an answer than there is, and how much it took since.
    slow: Option<(Instant, u64)>,
    /// Whether nobody wakes the task when more comes.
    is_deaf: bool,
    /// Whether more came while nothing was to be read.
    is_missed: bool,
    /// Whether the library was told, or woken to be told, that the input has ended.
    has_told_end: bool,
    /// Whether the sending direction is closed.
    is_shut: bool,
    /// Whether nothing of the client can be on its way any more.
    is_clean: bool,
}

impl Stream {
    pub(crate) fn new(socket: TcpStream, stake: Stake, deadlines: Deadlines) -> Stream {
        // The system sees that a client is gone, or takes nothing, also where nothing is left to be written.
        if let Err(error) = SockRef::from(&socket).set_tcp_user_timeout(Some(deadlines.read)) {
            tracing::warn!(%error, "a connection has no limit for reading");
        }
        Stream {
            socket: socket.take(PIECE),
            link: Link::new(),
            stake,
            deadlines,
            held: Bytes::new(),
            head_end: HeadEnd::new(false),
            due: Instant::now() + deadlines.head,
            timer: Timer::default(),
            slow: None,
            is_deaf: true,
            is_missed: false,
            has_told_end: false,
            is_shut: false,
            is_clean: false,
        }
    }

    pub(crate) fn link(&self) -> Rc<Link> {
        Rc::clone(&self.link)
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
                    self.is_deaf = false;
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
        self.is_deaf = true;
        if buffer.filled().len() > before && self.link.phase.get() == Phase::Resting {
            self.link.phase.set(Phase::Head);
            self.due = Instant::now() + self.deadlines.head;
        }
        if !self.held.is_empty() {
            // The body, which the library gets once its handler runs.
            context.waker().wake_by_ref();
        }
        Poll::Ready(Ok(()))
    }

    /// Returns how many of the bytes that came are handed over now: all, unless a further request may be among them.
    fn cut(&mut self, came: &[u8]) -> usize {
        let Some(end) = self.head_end.find(came) else {
            return came.len();
        };
        let behind = came.get(end..).unwrap_or_default();
        // No request is whole without a line end, and nearly no form has one.
        if memchr(b'\n', behind).is_some() {
            return end;
        }
        let length = u64::try_from(behind.len()).unwrap_or(u64::MAX);
        self.link.behind.set(length);
        came.len()
    }

    /// Reads more of the body.
    fn read_body(
        &mut self,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let left = self.link.left.get();
        let before = buffer.filled().len();
        if self.held.is_empty() {
            self.socket.set_limit(left);
            let read = Pin::new(&mut self.socket).poll_read(context, buffer);
            self.is_deaf = read.is_ready();
            ready!(read)?;
        } else {
            let most = usize::try_from(left).unwrap_or(usize::MAX);
            let length = self.held.len().min(most).min(buffer.remaining());
            buffer.put_slice(&self.held.split_to(length));
        }
        let came = u64::try_from(buffer.filled().len() - before).unwrap_or(u64::MAX);
        self.link.left.set(left.saturating_sub(came));
        Poll::Ready(Ok(()))
    }

    /// Has the task woken by what comes next, and leaves it where it is.
    fn listen(&mut self, context: &mut Context<'_>) {
        self.is_missed = self.socket.get_ref().poll_read_ready(context).is_ready();
        self.is_deaf = self.is_missed;
    }

    /// Ends the input if the time is over, or if the place is lost to somebody else.
    fn end_if_due(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.stake.poll_lost(context).is_pending() && !self.timer.has_passed(self.due, context) {
            return Poll::Pending;
        }
        if self.link.phase.get() == Phase::Head {
            // Nothing else is being written; where this does not fit the client is gone.
            let _ = self.socket().poll_write(context, TOO_SLOW);
        } else {
            self.is_clean = true;
        }
        self.link.phase.set(Phase::Ending);
        self.has_told_end = true;
        Poll::Ready(Ok(()))
    }

    /// Goes on to the next request, for the answer is sent.
    fn next(&mut self, context: &mut Context<'_>) {
        let is_started = self.link.has_next.take();
        let (phase, longest) = match is_started {
            true => (Phase::Head, self.deadlines.head),
            false => (Phase::Resting, self.deadlines.keep_alive),
        };
        self.link.phase.set(phase);
        self.head_end = HeadEnd::new(is_started);
        self.due = Instant::now() + longest;
        self.slow = None;
        if self.timer.has_passed(self.due, context) || self.is_deaf || !self.held.is_empty() {
            context.waker().wake_by_ref();
        }
    }

    /// Tells the client to send the body.
    fn go_on(&mut self, context: &mut Context<'_>) {
        match self.socket().poll_write(context, CONTINUE) {
            Poll::Ready(Ok(length)) if length == CONTINUE.len() => {}
            Poll::Pending => self.link.is_awaited.set(true),
            Poll::Ready(_) => self.link.phase.set(Phase::Ending),
        }
    }

    /// Fails once the client has taken less than it has to, or if the place of the answer is lost to somebody else.
    fn check_pace(&mut self, context: &mut Context<'_>) -> Poll<io::Result<usize>> {
        if self.link.poll_lost(context).is_ready() {
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

    /// Has the system drop what the client does not take, with the connection.
    fn give_up(&self, why: io::ErrorKind) -> io::Error {
        let reset = SockRef::from(self.socket.get_ref()).set_linger(Some(Duration::ZERO));
        reset.err().unwrap_or_else(|| why.into())
    }

    /// Reads and drops what the client still sends, until it stops or the time is over: a socket that is closed over
    /// unread bytes takes an answer with it that the client has not read.
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
        match self.link.phase.get() {
            Phase::Resting | Phase::Head => self.read_head(context, buffer),
            Phase::Running if self.link.left.get() > 0 => self.read_body(context, buffer),
            Phase::Running => {
                self.listen(context);
                Poll::Pending
            }
            // Nobody reads on before the client took the answer.
            Phase::Answered => {
                self.is_deaf = true;
                Poll::Pending
            }
            Phase::Ending => {
                self.has_told_end = true;
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
            // The library says so before anybody looked at the request; `go_on` does where the body is wanted.
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

    /// Everything that the library has is written when it asks for this.
    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.link.phase.get() {
            Phase::Running if self.link.left.get() > 0 => {
                if self.link.is_awaited.take() {
                    self.go_on(context);
                }
                if mem::take(&mut self.is_missed) {
                    context.waker().wake_by_ref();
                }
            }
            Phase::Answered => self.next(context),
            Phase::Ending if !mem::replace(&mut self.has_told_end, true) => {
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
            let is_resting = self.link.phase.get() == Phase::Resting;
            self.is_clean |= is_resting && self.held.is_empty() && !self.is_deaf;
        }
        if self.is_clean {
            return Poll::Ready(Ok(()));
        }
        self.linger(context)
    }
}
