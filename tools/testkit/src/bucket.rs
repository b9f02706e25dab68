//! An object storage: a server of the S3 protocol that checks signatures.

#![expect(clippy::expect_used, reason = "a test stops at the first surprise")]

use std::collections::HashMap;
use std::net::{SocketAddr, TcpListener};
use std::sync::{Arc, Mutex};
use std::thread;

use futures_util::StreamExt;
use hyper::server::conn::http1;
use hyper_util::rt::TokioIo;
use s3s::auth::SimpleAuth;
use s3s::dto::{DeleteObjectInput, DeleteObjectOutput, PutObjectInput, PutObjectOutput};
use s3s::service::{S3Service, S3ServiceBuilder};
use s3s::{S3, S3Request, S3Response, S3Result, s3_error};

/// The access key of the only user.
pub const ACCESS_KEY: &str = "AKIDEXAMPLE";
/// The secret key of the only user.
pub const SECRET_KEY: &str = "wJalrXUtnFEMI-K7MDENG-bPxRfiCYEXAMPLEKEY";

/// A stored object.
#[derive(Clone, Debug, PartialEq)]
pub struct Object {
    /// The content type.
    pub media_type: String,
    /// The header of the same name.
    pub cache_control: String,
    /// The content.
    pub bytes: Vec<u8>,
}

/// The bucket `pictures`, in memory.
#[derive(Clone, Default)]
pub struct Bucket(Arc<Mutex<HashMap<String, Object>>>);

#[async_trait::async_trait]
impl S3 for Bucket {
    async fn put_object(
        &self,
        request: S3Request<PutObjectInput>,
    ) -> S3Result<S3Response<PutObjectOutput>> {
        let input = request.input;
        if input.bucket != "pictures" {
            return Err(s3_error!(NoSuchBucket));
        }
        let mut bytes = Vec::new();
        let mut body = input.body.ok_or_else(|| s3_error!(IncompleteBody))?;
        while let Some(piece) = body.next().await {
            bytes.extend(piece.map_err(|_| s3_error!(IncompleteBody))?);
        }
        let object = Object {
            media_type: input.content_type.unwrap_or_default(),
            cache_control: input.cache_control.unwrap_or_default(),
            bytes,
        };
        self.0
            .lock()
            .expect("no test panicked with it")
            .insert(input.key, object);
        Ok(S3Response::new(PutObjectOutput::default()))
    }

    async fn delete_object(
        &self,
        request: S3Request<DeleteObjectInput>,
    ) -> S3Result<S3Response<DeleteObjectOutput>> {
        self.0
            .lock()
            .expect("no test panicked with it")
            .remove(&request.input.key);
        Ok(S3Response::new(DeleteObjectOutput::default()))
    }
}

impl Bucket {
    /// Serves the bucket on a free port until the test program ends.
    pub fn serve(&self) -> SocketAddr {
        let mut builder = S3ServiceBuilder::new(self.clone());
        builder.set_auth(SimpleAuth::from_single(ACCESS_KEY, SECRET_KEY));
        let service = builder.build();
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address");
        listener.set_nonblocking(true).expect("a listener of tokio");
        thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build();
            runtime
                .expect("a runtime")
                .block_on(accept(listener, service));
        });
        address
    }

    /// Returns the objects by their keys.
    pub fn objects(&self) -> HashMap<String, Object> {
        self.0.lock().expect("no test panicked with it").clone()
    }
}

async fn accept(listener: TcpListener, service: S3Service) {
    let listener = tokio::net::TcpListener::from_std(listener).expect("a listener");
    while let Ok((stream, _)) = listener.accept().await {
        let service = service.clone();
        tokio::spawn(async move {
            let served = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
            // An error means that the client went away.
            let _ = served.await;
        });
    }
}
