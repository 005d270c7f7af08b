"""The words people agree to, by version. A version that was ever shown stays: consents name it."""

WORDS = {
    1: "Yes, send me the newsletter by e-mail: news of the animals and places on this site. "
    "Every mail has a link to unsubscribe.",
    2: "Yes, send me the newsletter by e-mail: news of the animals and places on this site, and at most once a week "
    "what changed for the animals I follow. Every mail has a link to unsubscribe.",
}
CURRENT = max(WORDS)
