// Signs the field `data` exactly as it is sent.
{
    pm.variables.set("timestamp", String(Math.floor(Date.now() / 1000)));
    const body = pm.request.body;
    const fields = body.mode === "formdata" ? body.formdata : body.urlencoded;
    const text = pm.variables.replaceIn(fields.get("data"));
    const ofAdmin = JSON.parse(text).appid === pm.variables.get("admin_appid");
    const secret = pm.variables.get(ofAdmin ? "admin_secret" : "secret");
    pm.variables.set("sign", CryptoJS.MD5(text + secret).toString().toUpperCase());
}
