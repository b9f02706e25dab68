//! The apps that call in the examples.

/// An app whose secret is public.
#[derive(Clone, Copy, Debug)]
pub struct ExampleApp {
    /// Its name on the wire.
    pub appid: &'static str,
    /// Its secret.
    pub secret: &'static str,
}

/// The app of a phone. `serve --demo` creates it. The API document contains its secret.
pub const DEMO: ExampleApp = ExampleApp {
    appid: "ios_app_id",
    secret: "7512100214f62d7de8ba01b281d6da02",
};

/// The tool of an operator.
pub const CONSOLE: ExampleApp = ExampleApp {
    appid: "console",
    secret: "0123456789abcdef0123456789abcdef",
};

/// The apps of the examples.
pub(crate) const ALL: [ExampleApp; 2] = [DEMO, CONSOLE];
