//! An open loop: requests are due at fixed times, whether the server keeps up or not, and their waits count from then.
//! Skips no request because the one before it was slow: without a free connection it waits here, and that wait counts.

use std::{
    cell::{Cell, RefCell},
    io,
    os::fd::OwnedFd,
    rc::Rc,
    time::{Duration, Instant},
};

use hdrhistogram::Histogram;
use rustix::time::{
    Itimerspec, TimerfdClockId, TimerfdFlags, TimerfdTimerFlags, Timespec, timerfd_create, timerfd_settime,
};
use tokio::{io::unix::AsyncFd, sync::Semaphore};

use crate::{
    Result,
    drive::{Asking, EXHAUSTED, open},
    process::{self, Process},
    sample::{Sample, UNSENT, histogram, micros},
    wire::Wire,
};

/// The result of an open run.
pub struct Paced {
    /// The answers; their waits count from when they were due.
    pub sample: Sample,
    /// Microseconds by which the generator itself was late although a connection was free.
    pub late: Histogram<u64>,
    /// Microseconds from sending to each good response: the server's share, however late the generator was.
    pub served: Histogram<u64>,
}

/// The times at which requests are due; the next one goes to the first free connection.
struct Schedule {
    begin: Instant,
    rate: f64,
    total: u64,
    /// Requests due before this are the warm-up.
    warm: u64,
    /// Requests that were not sent until then are dropped.
    patience: Instant,
    taken: Cell<u64>,
    due: Semaphore,
    asking: Rc<dyn Asking>,
    sample: RefCell<Sample>,
    late: RefCell<Histogram<u64>>,
    served: RefCell<Histogram<u64>>,
}

/// Sends `rate` requests a second for `time`, after a warm-up of a tenth of it that is not counted.
pub async fn pace(
    servers: &[Process],
    connections: usize,
    rate: f64,
    time: Duration,
    asking: Rc<dyn Asking>,
) -> Result<Paced> {
    if !(rate >= 1.0 && rate.is_finite()) {
        return Err(format!("{rate} requests a second can't be sent: one at least"));
    }
    let clock = every(TICK.max(Duration::from_secs_f64(1.0 / rate)));
    let clock = clock.map_err(|error| format!("no clock: {error}"))?;
    let wires = open(servers, connections).await?;
    let busy = process::busy(servers);
    let begin = Instant::now();
    let schedule = Rc::new(Schedule {
        begin,
        rate,
        total: (rate * time.as_secs_f64() * 1.1) as u64,
        warm: (rate * time.as_secs_f64() * 0.1) as u64,
        patience: begin + time * 2,
        taken: Cell::new(0),
        due: Semaphore::new(0),
        asking,
        sample: RefCell::new(Sample::new()?),
        late: RefCell::new(histogram()?),
        served: RefCell::new(histogram()?),
    });
    let release = actix_web::rt::spawn(release(clock, Rc::clone(&schedule), connections));
    let loops: Vec<_> =
        wires.into_iter().map(|wire| actix_web::rt::spawn(one(wire, Rc::clone(&schedule)))).collect();
    let mut outcome = Ok(());
    for one in loops {
        outcome = outcome.and(one.await.map_err(|error| error.to_string()).flatten());
        if outcome.is_err() {
            schedule.due.close();
        }
    }
    outcome?;
    release.await.map_err(|error| error.to_string())?.map_err(|error| format!("the clock: {error}"))?;
    schedule.sample.borrow_mut().close(time, process::busy(servers).saturating_sub(busy));
    let (late, served) = (schedule.late.replace(histogram()?), schedule.served.replace(histogram()?));
    Ok(Paced { sample: schedule.sample.replace(Sample::new()?), late, served })
}

/// Maximum rate at which due requests are handed out: a higher one would cost more than the requests.
const TICK: Duration = Duration::from_micros(100);

/// Hands out each request when it is due. By a clock of the system's, since the timers of the runtime are a millisecond
/// coarse; at the end every connection gets one more, by which it sees that there is nothing left.
async fn release(clock: AsyncFd<OwnedFd>, schedule: Rc<Schedule>, connections: usize) -> io::Result<()> {
    let mut released = 0;
    while released < schedule.total && !schedule.due.is_closed() {
        let now = (schedule.begin.elapsed().as_secs_f64() * schedule.rate) as u64 + 1;
        let now = now.min(schedule.total);
        schedule.due.add_permits(usize::try_from(now.saturating_sub(released)).unwrap_or(0));
        released = released.max(now);
        let mut ready = clock.readable().await?;
        // The number of expirations is not needed: the time is read instead.
        let _ = ready.try_io(|clock| Ok(rustix::io::read(clock, &mut [0; 8])?));
    }
    schedule.due.add_permits(connections);
    Ok(())
}

/// A timer that fires at this interval.
fn every(period: Duration) -> io::Result<AsyncFd<OwnedFd>> {
    let clock = timerfd_create(TimerfdClockId::Monotonic, TimerfdFlags::NONBLOCK | TimerfdFlags::CLOEXEC)?;
    let period = Timespec::try_from(period).map_err(io::Error::other)?;
    let rings = Itimerspec { it_interval: period, it_value: period };
    timerfd_settime(&clock, TimerfdTimerFlags::empty(), &rings)?;
    // What took its place is not safe to call; an owned descriptor is what it was always sound for.
    #[expect(deprecated, reason = "the safe way for an owned descriptor")]
    AsyncFd::new(clock)
}

async fn one(mut wire: Wire, schedule: Rc<Schedule>) -> Result<()> {
    let mut request = Vec::with_capacity(1024);
    loop {
        let idle = schedule.due.available_permits() == 0;
        // Closed only when another connection has failed, which reports the error.
        let Ok(permit) = schedule.due.acquire().await else { return Ok(()) };
        permit.forget();
        let ticket = schedule.taken.replace(schedule.taken.get() + 1);
        if ticket >= schedule.total {
            return Ok(());
        }
        let counts = ticket >= schedule.warm;
        let due = schedule.begin + Duration::from_secs_f64(ticket as f64 / schedule.rate);
        let now = Instant::now();
        if now > schedule.patience {
            if counts {
                schedule.sample.borrow_mut().count(false, UNSENT, due);
            }
            continue;
        }
        if idle && counts {
            schedule.late.borrow_mut().saturating_record(micros(now.saturating_duration_since(due)));
        }
        let kind = schedule.asking.next(&mut request).ok_or(EXHAUSTED)?;
        wire.refresh().await?;
        let sent = Instant::now();
        let answer = wire.ask(&request).await?;
        let (good, status) = (schedule.asking.good(kind, &answer), answer.status);
        if counts {
            if good {
                schedule.served.borrow_mut().saturating_record(micros(sent.elapsed()));
            }
            schedule.sample.borrow_mut().count(good, status, due);
        }
    }
}
