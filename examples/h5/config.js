// Where the gateway is, and the app that this page calls as. Everybody can read this: see README.md.

export const URL = "http://127.0.0.1:8080/";
export const APPID = "h5_orders";
export const SECRET = "put the secret here that gateway app create printed";
