"""Answers: messages as JSON, and the few plain pages that need no front end."""

from html import escape

import msgspec
from starlette.responses import HTMLResponse, Response

from mieru.studio.messages import Text

# A plain page has no script and no file; its few lines of style stand in it.
PLAIN_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
STYLE = """
:root { color-scheme: light dark; font: 1.05rem/1.8 "Segoe UI", -apple-system, "Noto Sans",
  "Hiragino Sans", "Noto Sans CJK JP", "Noto Sans JP", "Yu Gothic", sans-serif; }
body { max-width: 38rem; margin: 12vh auto; padding: 0 1.5rem; }
h1 { font-size: 1.5rem; color: light-dark(#0877bd, #5ab8f0); }
input, button { font: inherit; padding: .35em .8em; border: 1px solid #8a94a3;
  border-radius: .4em; max-width: 100%; box-sizing: border-box; }
code { overflow-wrap: anywhere; }
"""


def reply(message: object) -> Response:
    """A message as JSON."""
    return Response(msgspec.json.encode(message), media_type="application/json")


def problem_reply(status: int, problem: Text) -> Response:
    """What is wrong, as JSON in both languages."""
    return Response(msgspec.json.encode(problem), status, media_type="application/json")


def locked_page(*, again: bool) -> Response:
    """For whoever comes without the token. ``again`` loads the page once more at once."""
    body = """
<p>Open it by the link that it printed in the terminal when it started. That link ends in
<code>?token=…</code>; the token may also be entered here.</p>
<p lang="ja">起動したときに端末に表示されたリンクから開いてください。リンクの末尾の
<code>?token=…</code> にあるトークンを、ここに入力しても開けます。</p>
<form action="/"><label>Token / トークン <input name="token" autocomplete="off" required></label>
<button>Open / 開く</button></form>"""
    refresh = '<meta http-equiv="refresh" content="0">' if again else ""
    return _plain_page("This studio is locked", "スタジオは保護されています", body, 401, refresh)


def unbuilt_page() -> Response:
    """For a package without the built front end."""
    body = """
<p>This copy of Mieru came without the studio's pages. In a checkout, <code>./run studio</code>
builds them (it needs Node.js 20.19 or newer). The command <code>mieru</code> and the library work
without them.</p>
<p lang="ja">この Mieru にはスタジオの画面が含まれていません。ソースコードのフォルダで
<code>./run studio</code> を実行すると作られます (Node.js 20.19 以降が必要です)。
コマンド <code>mieru</code> とライブラリは画面がなくても使えます。</p>"""
    return _plain_page("The pages are not built", "画面がまだ作られていません", body, 503)


def missing_page(path: str) -> Response:
    """For an address where nothing is."""
    shown = escape(path[:200])
    body = f"""
<p>There is nothing at <code>{shown}</code>. <a href="/">To the studio</a></p>
<p lang="ja"><code>{shown}</code> には何もありません。<a href="/">スタジオへ</a></p>"""
    return _plain_page("Not found", "見つかりません", body, 404)


def _plain_page(en: str, ja: str, body: str, status: int, head: str = "") -> Response:
    page = f"""<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width">{head}<title>{en} · Mieru</title>
<style>{STYLE}</style><main><h1>{en}<br><span lang="ja">{ja}</span></h1>{body}</main></html>"""
    # A surrogate in the address has no UTF-8 form.
    content = page.encode("utf-8", "replace")
    return HTMLResponse(content, status, {"content-security-policy": PLAIN_POLICY})
