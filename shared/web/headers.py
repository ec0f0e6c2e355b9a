"""Headers that every answer carries: nothing is loaded from elsewhere, nothing is framed, nothing is kept.

What says nothing about an answer is left out: a sheet of style is no page, and can't be framed.
"""

from flask import Flask, Response, request

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self' 'wasm-unsafe-eval'",  # the camera's decoder is WebAssembly, served by ourselves
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "media-src 'self' blob:",
        "worker-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
_A_YEAR = 31_536_000
_OF_PAGES = frozenset({"X-Frame-Options", "Cross-Origin-Opener-Policy", "Permissions-Policy"})
_NEEDLESS = {
    "text/javascript": _OF_PAGES,  # a worker heeds the policy that its script came with
    "text/css": _OF_PAGES | {"Content-Security-Policy"},
    "font/woff2": _OF_PAGES | {"Content-Security-Policy"},
}
"""What would say nothing on an answer that is no page, by the answer's kind."""


def add_security_headers(app: Flask, *, is_https: bool, camera: bool) -> None:
    """Add them to every answer of an app; `camera` lets its pages ask for one."""
    always = {
        "Content-Security-Policy": POLICY,
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": f"camera=({'self' if camera else ''}), microphone=(), geolocation=(), payment=()",
    }
    if is_https:
        always["Strict-Transport-Security"] = f"max-age={_A_YEAR}"

    @app.after_request
    def secured(response: Response) -> Response:
        needless = _NEEDLESS.get(response.mimetype or "", frozenset())
        for name, value in always.items():
            if name not in needless:
                response.headers.setdefault(name, value)
        if request.endpoint != "static":
            response.headers.setdefault("Cache-Control", "no-store")
        return response
