// One press is one save. Before the form goes, the site is asked whether it is there and who is signed in: a lost
// network and an expired sign-in are waited for with everything still in the form.

const PATIENCE = 8000;
const PAUSE = 3000;

export function sendSurely(form, typed) {
  const about = form.querySelector(".kept")?.dataset;
  let state = "idle";

  form.addEventListener("submit", (event) => {
    if (state === "ready") {
      state = "sent";
      return;
    }
    event.preventDefault();
    if (state !== "idle") return;
    state = "asking";
    typed.keep();
    send(event.submitter);
  });
  form.addEventListener("leave", () => { state = "sent"; });
  addEventListener("pageshow", () => { state = "idle"; });
  // Leaving with unsaved text asks first.
  addEventListener("beforeunload", (event) => {
    if (state !== "sent" && typed.isChanged()) event.preventDefault();
  });

  async function send(button) {
    const words = button?.textContent;
    const token = await mayBeSent((state) => { if (button) button.textContent = state; });
    if (button) button.textContent = words;
    form.elements.csrfmiddlewaretoken.value = token;
    state = "ready";
    form.requestSubmit(button);
  }

  async function mayBeSent(say) {
    for (;;) {
      const answer = await ask();
      if (answer?.user === about.user) {
        signIn(false);
        return answer.token;
      }
      if (answer) {
        say("Waiting for you to sign in…");
        signIn(true);
        await change("focus");
      } else {
        say("No network. Saves when it is back…");
        await change("online");
      }
    }
  }

  async function ask() {
    if (!navigator.onLine) return null;
    try {
      const response = await fetch(about.who, { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
      return response.ok ? await response.json() : null;
    } catch {
      return null;
    }
  }

  // A dialog of words only: the form and its text stay behind it.
  function signIn(isNeeded) {
    let dialog = document.getElementById("sign-in-again");
    if (!isNeeded) {
      dialog?.remove();
      return;
    }
    if (dialog) return;
    dialog = Object.assign(document.createElement("dialog"), { id: "sign-in-again" });
    const text = Object.assign(document.createElement("p"), {
      textContent: "You are signed out, or signed in as somebody else. Nothing is lost: sign in in a new tab, and this form is saved.",
    });
    const link = Object.assign(document.createElement("a"), { href: about.signIn, target: "_blank", textContent: "Sign in in a new tab" });
    dialog.append(text, link);
    document.body.append(dialog);
    dialog.showModal();
  }
}

function change(event) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, PAUSE);
    addEventListener(event, () => {
      clearTimeout(timer);
      resolve();
    }, { once: true });
  });
}
