// <p data-passkey-status role="alert">: says why a passkey was not used. The script of the sign-in library only logs it.
const STOPPED = "No passkey was used. Try again, or choose another way.";
const UNKNOWN = "This browser or device cannot use a passkey here. Choose another way.";

export function tellPasskeyProblems(status) {
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    status.textContent = event.detail.exception?.name === "NotAllowedError" ? STOPPED : UNKNOWN;
  });
}
