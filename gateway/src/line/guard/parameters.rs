//! Checks that the parameters of the method, of the caller and of the wire are valid.

use bytes::Bytes;
use signet_call::{Caller, Prepared, Violations};
use signet_fault::Fault;

use super::caller;
use crate::line::call::{Call, CallRecord};

/// The valid parameters of a call.
pub(crate) struct Decoded {
    pub(crate) caller: Caller,
    /// The file, if the method takes one.
    pub(crate) image: Option<Bytes>,
    pub(crate) prepared: Box<dyn Prepared>,
}

/// Takes the parameters out of the call and decodes them. A refusal names all violations at once.
pub(crate) fn check(call: &mut Call<'_>, record: &mut CallRecord<'_>) -> Result<Decoded, Fault> {
    let entry = call.entry;
    let (caller, of_caller) = caller::read(&call.parameters, call.mount, call.peer);
    record.note = caller::oddity(&caller, &of_caller);
    let of_caller = of_caller.filter(|_| !entry.any_caller);
    let of_wire = call.broken.drain(..);
    let of_wire = of_wire.map(|(name, rule)| Violations::one(name, rule));
    let of_others = of_caller.into_iter().chain(of_wire).reduce(Violations::and);
    let of_method = entry.decode(std::mem::take(&mut call.parameters));
    let prepared = match (of_others, of_method) {
        (None, decoded) => decoded?,
        (Some(of_others), Ok(_)) => return Err(of_others.into()),
        (Some(of_others), Err(of_method)) => return Err(of_others.and(of_method).into()),
    };
    let image = match entry.image {
        true => Some(file(call.image.take())?),
        false => None,
    };
    Ok(Decoded {
        caller,
        image,
        prepared,
    })
}

fn file(image: Option<Bytes>) -> Result<Bytes, Violations> {
    let image = image.filter(|image| !image.is_empty());
    image.ok_or_else(|| Violations::missing("image"))
}
