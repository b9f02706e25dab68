// Keeps the session of a login for the requests after it.
{
    const reply = pm.response.json();
    if (reply.code === 200 && reply.data && reply.data.token && reply.data.open_id) {
        pm.collectionVariables.set("token", reply.data.token);
    }
}
