//! The order in which a request is refused: address, size, type, who asks, what it may, and what it says. Actix runs the
//! extractors of a handler side by side, so without this the first to fail would win, which is chance.
//!
//! All extractors of a request are created before any of them runs: what is wrong with its form is known by then.

use std::{
    cell::{Cell, RefCell},
    future::{Future, poll_fn},
    rc::Rc,
    task::{Poll, Waker},
};

use actix_web::{HttpMessage, HttpRequest};
use futures_core::future::LocalBoxFuture;

use crate::error::{Error, Result};

/// What the extractors of one request know of each other.
#[derive(Default)]
struct Gate {
    /// What is wrong with the form of the request: the first that was found.
    wrong: RefCell<Option<Error>>,
    /// Whether the caller has to be authenticated first.
    waits: Cell<bool>,
    /// The tasks that wait for that.
    waiting: RefCell<Vec<Waker>>,
}

fn order_of(request: &HttpRequest) -> Rc<Gate> {
    let mut extensions = request.extensions_mut();
    if let Some(order) = extensions.get::<Rc<Gate>>() {
        return Rc::clone(order);
    }
    let order = Rc::<Gate>::default();
    extensions.insert(Rc::clone(&order));
    order
}

/// Authenticates and authorises the caller: after the form of the request is checked, and before its content is read.
pub fn authenticate_first<T: 'static>(
    request: &HttpRequest,
    caller: impl Future<Output = Result<T>> + 'static,
) -> LocalBoxFuture<'static, Result<T>> {
    let order = order_of(request);
    order.waits.set(true);
    Box::pin(async move {
        if let Some(wrong) = order.wrong.take() {
            return Err(wrong);
        }
        let known = caller.await?;
        order.waits.set(false);
        order.waiting.take().into_iter().for_each(Waker::wake);
        Ok(known)
    })
}

/// Notes what is wrong with the form of a request, as its path and headers tell.
pub fn form(request: &HttpRequest, form: Result<()>) {
    if let Err(wrong) = form {
        order_of(request).wrong.borrow_mut().get_or_insert(wrong);
    }
}

/// Waits until the caller is authenticated, where the handler requires that; then the content of the request may be read.
/// Errors with what is wrong with the form of the request.
pub async fn admitted(request: HttpRequest) -> Result<()> {
    let order = order_of(&request);
    drop(request);
    poll_fn(|cx| {
        if order.waits.get() && order.wrong.borrow().is_none() {
            order.waiting.borrow_mut().push(cx.waker().clone());
            return Poll::Pending;
        }
        Poll::Ready(())
    })
    .await;
    order.wrong.take().map_or(Ok(()), Err)
}
