//! Storing a picture: the quota, the file, and the row.

use std::sync::Arc;

use bytes::Bytes;
use signet_fault::Fault;
use signet_store::uploads::{self as table, NewUpload};
use signet_store::{AsStoreError, Error, Tx, users};

use super::quota::{Day, Reserved};
use super::{Owner, Storage, Upload, Uploads};
use crate::audit::{Audit, Audited};
use crate::{Services, random};

/// Stores the picture in a file of an owner.
///
/// # Errors
/// [`ImageTooLarge`](signet_fault::Code::ImageTooLarge) and [`ImageInvalid`](signet_fault::Code::ImageInvalid);
/// [`UploadQuota`](signet_fault::Code::UploadQuota) and [`RateLimited`](signet_fault::Code::RateLimited) if the owner uploads
/// too much; [`Overloaded`](signet_fault::Code::Overloaded) if too many calls wait; errors of storage and database, and then
/// nothing is kept.
pub async fn store(
    services: &Services,
    now: i64,
    owner: Owner<'_>,
    file: Bytes,
) -> Result<Upload, Fault> {
    let (upload, ()) = store_with(services, now, owner, file, |_, _| Ok(())).await?;
    Ok(upload)
}

/// As [`store`], with `add` in the transaction that records the picture: it adds the pack's own rows about the picture.
///
/// # Errors
/// As [`store`]; the errors of `add`, and then nothing is kept.
pub async fn store_with<T: Send + 'static>(
    services: &Services,
    now: i64,
    owner: Owner<'_>,
    file: Bytes,
    mut add: impl FnMut(&mut Tx<'_>, &Upload) -> Result<T, Fault> + Send + 'static,
) -> Result<(Upload, T), Fault> {
    let uploads = &services.uploads;
    let _permit = uploads.permit(owner, &file).await?;
    let most = uploads.settings.ms_per_minute;
    uploads.minute.check(most, now, &owner.key())?;
    let day = Day::of(services, now, owner, &file)?;
    if let Some(day) = day.clone() {
        let check = move |connection: &mut _| day.check(connection);
        services.store.run(check).await?;
    }
    let reserved = Reserved::take(services, now, owner).await?;
    let record = move |tx: &mut Tx<'_>, row: &NewUpload, upload: &Upload| {
        if let Some(day) = &day {
            // Of two uploads at once, the second upload counts the first.
            users::lock(tx, row.user_id)?;
            day.check(tx)?;
        }
        let id = table::insert(tx, row)?;
        let upload = Upload {
            id,
            ..upload.clone()
        };
        let added = add(tx, &upload)?;
        Ok((upload, added))
    };
    let outcome = put_and_record(services, now, owner, file, record).await;
    if outcome.is_err() {
        reserved.give_back(services, now).await;
    }
    outcome
}

/// Stores the picture in a file of an operator.
///
/// # Errors
/// As [`store`], without a quota.
pub async fn store_for_operators(
    services: &Services,
    audit: Audit,
    now: i64,
    file: Bytes,
) -> Result<Audited<Upload>, Fault> {
    let (uploads, owner) = (&services.uploads, Owner::Operators);
    let _permit = uploads.permit(owner, &file).await?;
    let stored = put(services, now, owner, file).await?;
    let row = stored.row.clone();
    let record = move |tx: &mut Tx<'_>| Ok(table::insert(tx, &row)?);
    match audit.transaction(&services.store, record).await {
        Ok(id) => Ok(id.map(|id| Upload {
            id,
            ..stored.upload
        })),
        Err(fault) => Err(discard(uploads, stored, now, fault).await),
    }
}

/// A picture in the storage, the row that is still to be written, and the upload without its id.
struct Stored {
    row: NewUpload,
    upload: Upload,
}

/// Puts the picture in a file into the storage and runs `record` in a transaction.
async fn put_and_record<T: Send + 'static>(
    services: &Services,
    now: i64,
    owner: Owner<'_>,
    file: Bytes,
    mut record: impl FnMut(&mut Tx<'_>, &NewUpload, &Upload) -> Result<T, Fault> + Send + 'static,
) -> Result<T, Fault> {
    let stored = put(services, now, owner, file).await?;
    let (row, upload) = (stored.row.clone(), stored.upload.clone());
    let record = move |tx: &mut Tx<'_>| record(tx, &row, &upload);
    match services.store.transaction(now, record).await {
        Ok(recorded) => Ok(recorded),
        Err(fault) => Err(discard(&services.uploads, stored, now, fault).await),
    }
}

/// Reads the picture in a file and puts it into the storage.
async fn put(
    services: &Services,
    now: i64,
    owner: Owner<'_>,
    file: Bytes,
) -> Result<Stored, Fault> {
    let uploads = &services.uploads;
    let picture = Arc::new(uploads.picture(now, owner.key(), file).await?);
    let (date, name) = (services.zone.date(now), random::hex_128()?);
    let path = format!("/images/images/{date}/{name}.{}", picture.kind.extension());
    let row = NewUpload {
        realm: owner.realm().to_owned(),
        user_id: owner.user_id(),
        guest: owner.guest().to_owned(),
        path: path.clone(),
        media_type: picture.kind.media_type().to_owned(),
        bytes: i64::try_from(picture.bytes.len()).map_err(Fault::internal)?,
        width: picture.width.into(),
        height: picture.height.into(),
        created_at: now,
    };
    let upload = Upload {
        id: 0,
        url: uploads.url(&path),
        path: path.clone(),
        notes: picture.notes.clone(),
    };
    let put = move |storage: &dyn Storage| {
        storage.put(&path, picture.kind.media_type(), &picture.bytes, now)
    };
    uploads.at_storage(put).await?;
    Ok(Stored { row, upload })
}

/// Removes a picture whose row was not written because of `fault`, which it returns.
async fn discard(uploads: &Uploads, stored: Stored, now: i64, fault: Fault) -> Fault {
    // If the row may exist after all, an unused file is better than a missing file.
    let unknown = |error: &Error| matches!(error, Error::Gone(_) | Error::NoAnswer);
    if !fault.as_store_error().is_some_and(unknown) {
        remove_file(uploads, stored.row.path, now).await;
    }
    fault
}

/// Removes a file that no row refers to any more: its row is deleted. A file that remains costs only space.
pub async fn remove(services: &Services, now: i64, path: String) {
    remove_file(&services.uploads, path, now).await;
}

async fn remove_file(uploads: &Uploads, path: String, now: i64) {
    let target = path.clone();
    let removed = uploads
        .at_storage(move |storage| storage.remove(&target, now))
        .await;
    if let Err(fault) = removed {
        tracing::warn!(path, ?fault, "a file without a row is left behind");
    }
}
