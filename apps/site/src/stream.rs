//! An answer sent piece by piece: files and downloads of any length in bounded memory.

use axum::body::{Body, Bytes};
use futures_core::Stream;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use tokio::sync::mpsc;

/// A body whose pieces are made one after another off the async threads, each only when the reader took the last but one.
///
/// `next` gives `None` at the end. An error ends the connection, so that nobody takes half a file for a whole one.
pub(crate) fn body<S: Send + 'static>(
    mut state: S,
    next: impl Fn(&mut S) -> Option<io::Result<Bytes>> + Send + Sync + Clone + 'static,
) -> Body {
    let (sender, receiver) = mpsc::channel(2);
    tokio::spawn(async move {
        loop {
            let make = next.clone();
            let made = tokio::task::spawn_blocking(move || {
                let piece = make(&mut state);
                (state, piece)
            });
            let Ok((back, piece)) = made.await else { return };
            state = back;
            let Some(piece) = piece else { return };
            let failed = piece.is_err();
            if sender.send(piece).await.is_err() || failed {
                return;
            }
        }
    });
    Body::from_stream(Pieces(receiver))
}

struct Pieces(mpsc::Receiver<io::Result<Bytes>>);

impl Stream for Pieces {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_recv(context)
    }
}
