/* One request of the editor and what came of it: {answer} or {reason, answer}.

   Reasons of the server are in workshops/views/outline_api.py; here "offline" (no answer, or one of a broken server),
   "signedOut" and "lost" (the person may not edit this protocol any more) are added. */

const TIMEOUT = 20000;

export async function post(address, question) {
  let response;
  let answer;
  try {
    response = await fetch(address, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": csrfToken() },
      body: JSON.stringify(question),
      redirect: "manual",
      signal: AbortSignal.timeout(TIMEOUT),
    });
    answer = response.headers.get("Content-Type")?.includes("json") ? await response.json() : {};
  } catch {
    return { reason: "offline", answer: {} };
  }
  return response.ok ? { answer } : { reason: answer.reason ?? reasonOf(response), answer };
}

/* A session that ended answers with a redirect to the sign-in page or, after a new sign-in, with 403 for the old token. */
function reasonOf(response) {
  if (response.type === "opaqueredirect" || response.status === 403) {
    return "signedOut";
  }
  return response.status === 404 ? "lost" : "offline";
}

/* From the cookie and not from the page: a new sign-in in another tab makes a new token. */
function csrfToken() {
  return document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";
}
