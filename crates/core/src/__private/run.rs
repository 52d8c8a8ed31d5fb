//! Running the function inside its call.

use super::shape::Shape;
use crate::call::Call;
use crate::call::kind::Kind;

/// Runs a future, records what came of it, has the response read and ends the call.
pub async fn run<K, S, F>(
    call: Call<K>,
    shape: S,
    read: impl FnOnce(&S::Response, &Call<K>),
    work: F,
) -> S::Output
where
    K: Kind,
    S: Shape,
    F: Future<Output = S::Output>,
{
    let output = run_inside(&call, shape, work).await;
    read_from::<K, S>(&call, &output, read);
    output
}

/// [`run`] for a function.
pub fn run_sync<K: Kind, S: Shape>(
    call: Call<K>,
    shape: S,
    read: impl FnOnce(&S::Response, &Call<K>),
    work: impl FnOnce() -> S::Output,
) -> S::Output {
    let output = run_sync_inside(&call, shape, work);
    read_from::<K, S>(&call, &output, read);
    output
}

/// Runs a future and records what came of it. The call goes on.
pub async fn run_inside<K, S, F>(call: &Call<K>, shape: S, work: F) -> S::Output
where
    K: Kind,
    S: Shape,
    F: Future<Output = S::Output>,
{
    call.run_as(work, shape.recorder()).await
}

/// [`run_inside`] for a function.
pub fn run_sync_inside<K: Kind, S: Shape>(
    call: &Call<K>,
    shape: S,
    work: impl FnOnce() -> S::Output,
) -> S::Output {
    call.run_sync_as(work, shape.recorder())
}

fn read_from<K: Kind, S: Shape>(
    call: &Call<K>,
    output: &S::Output,
    read: impl FnOnce(&S::Response, &Call<K>),
) {
    if let Some(response) = S::response(output) {
        call.read_with(|| read(response, call));
    }
}
