"""What a student may write into a notebook for the instructor's browser to run.

Each would, if it ran, add its name to `data-ran` of the page's root element, by itself or when it is clicked.
"""

from __future__ import annotations

from html import escape


def script(name: str, root: str = "document") -> str:
    """JavaScript that leaves its name behind; no quote in it is a double one, no character an angle bracket."""
    ran = f"{root}.documentElement.dataset.ran"
    return f"void({ran}=({ran}||'')+' {name}')"  # void: else a link would put the text in the page's place


def entities(text: str) -> str:
    return "".join(f"&#{ord(c)};" for c in text)


def _markdown() -> dict[str, str]:
    js = script
    framed = f"<script>{js('iframe-srcdoc', 'parent.document')}</script>"
    return {
        "script": f"<script>{js('script')}</script>",
        "script-in-text": f"some text <script>{js('script-in-text')}</script> goes on",
        "script-upper": f"<SCRIPT >{js('script-upper')}</SCRIPT\n>",
        "script-slash": f'<script/x src="data:text/javascript,{js("script-slash")}"></script>',
        "script-nested": f"<scr<script>ipt>{js('script-nested')}</scr</script>ipt>",
        "script-in-list": f"- a list\n  - <script>{js('script-in-list')}</script>",
        "script-in-table": f"| a |\n|---|\n| <script>{js('script-in-table')}</script> |",
        "script-in-math": f"$$<script>{js('script-in-math')}</script>$$",
        "script-in-environment": f"\\begin{{a}}<script>{js('script-in-environment')}</script>\\end{{a}}",
        "script-in-heading": f"# <script>{js('script-in-heading')}</script>",
        "img-onerror": f'<img src=x onerror="{js("img-onerror")}">',
        "img-unquoted": f"<img src=x onerror={js('img-unquoted').replace(' ', '&#32;')}>",
        "img-entities": f'<img src=x onerror="{entities(js("img-entities"))}">',
        "img-slashes": f'<img/src="x"/onerror="{js("img-slashes")}"/>',
        "img-broken-quotes": f'<img alt="`><img src=x onerror={js("img-broken-quotes").replace(" ", "&#32;")}>`">',
        "img-in-markdown": f'![x"onerror="{js("img-in-markdown")}](x)',
        "svg-onload": f'<svg onload="{js("svg-onload")}"></svg>',
        "svg-script": f"<svg><script>{js('svg-script')}</script></svg>",
        "svg-animate": f'<svg><animate onbegin="{js("svg-animate")}" attributeName=x dur=1s></animate></svg>',
        "svg-link": f'<svg><a xlink:href="javascript:{js("svg-link")}"><text x=9 y=9>x</text></a></svg>',
        "svg-set-link": (
            '<svg><a><set attributeName=href to="javascript:'
            f'{js("svg-set-link")}"></set><text x=9 y=9>x</text></a></svg>'
        ),
        "math-link": f'<math><a xlink:href="javascript:{js("math-link")}">x</a></math>',
        "math-style": (
            '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;'
            f'&lt;img src=1 onerror={entities(js("math-style"))}&gt;"></style></table></mtext></math>'
        ),
        "mathjax-link": f"$\\href{{javascript:{js('mathjax-link')}}}{{x}}$",
        "iframe-srcdoc": f'<iframe srcdoc="{escape(framed)}"></iframe>',
        "iframe-javascript": f'<iframe src="javascript:{js("iframe-javascript", "parent.document")}"></iframe>',
        "iframe-data": '<iframe src="data:text/html,<script>void(0)</script>"></iframe>',
        "object": f'<object data="javascript:{js("object")}"></object>',
        "object-data": '<object data="data:text/html,<script>void(0)</script>" type="text/html"></object>',
        "embed": "<embed src=\"data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' onload='void(0)'/>\">",
        "meta-refresh": f'<meta http-equiv="refresh" content="9;url=javascript:{js("meta-refresh")}">',
        "base": '<base href="http://elsewhere.test/">',
        "link-import": '<link rel="stylesheet" href="http://elsewhere.test/x.css">',
        "style-import": "<style>@import url(http://elsewhere.test/x.css); body {display: none}</style>",
        "style-attribute": '<p style="background: url(http://elsewhere.test/x.png); position: fixed">x</p>',
        "form": f'<form action="javascript:{js("form")}"><button>x</button></form>',
        "formaction": f'<form><button formaction="javascript:{js("formaction")}">x</button></form>',
        "input-image": f'<form><input type=image src=x onerror="{js("input-image")}"></form>',
        "details": f'<details ontoggle="{js("details")}" open>x</details>',
        "autofocus": f'<input autofocus onfocus="{js("autofocus")}">',
        "focus-by-id": f'<b tabindex=1 id=f onfocus="{js("focus-by-id")}">x</b><script>f.focus()</script>',
        "video": f'<video><source onerror="{js("video")}"></video>',
        "audio": f'<audio src=x onerror="{js("audio")}"></audio>',
        "marquee": f'<marquee onstart="{js("marquee")}">x</marquee>',
        "body": f'<body onload="{js("body")}" onpageshow="{js("body")}">',
        "link": f"[x](javascript:{js('link').replace('(', '%28').replace(')', '%29').replace(' ', '%20')})",
        "link-angle": f"[x](<javascript:{js('link-angle')}>)",
        "link-upper": f"[x](<JaVaScRiPt:{js('link-upper')}>)",
        "link-entities": f"[x](<&#106;avascript&colon;{js('link-entities')}>)",
        "link-reference": f"[x][evil]\n\n[evil]: <javascript:{js('link-reference')}>",
        "link-control": f'<a href="\x01java&#10;script:{js("link-control")}">x</a>',
        "link-tab": f'<a href="java\tscript:{js("link-tab")}">x</a>',
        "link-html": f'<a href="javascript:{js("link-html")}">x</a>',
        "link-quote": f'[x](http://a"onmouseover="{js("link-quote")})',
        "link-title": f"[x](http://a 'b\"onmouseover=\"{js('link-title')}')",
        "link-data": "[x](data:text/html,<script>void(0)</script>)",
        "link-vbscript": "[x](vbscript:msgbox)",
        "link-relative": "[see my page](page.html) [and](/formgrader/api/x) [and](//elsewhere.test)",
        "autolink": "<javascript:void(0)>",
        "picture-remote": "![x](http://elsewhere.test/x.png) <img src='http://elsewhere.test/y.png'>",
        "picture-srcset": '<img srcset="http://elsewhere.test/x.png 1x">',
        "picture-source": '<picture><source srcset="//elsewhere.test/y"></picture>',
        "attachment": "![x](attachment:x.png) <img src='attachment:x.png' onerror='void(0)'>",
        "comment": f"<!-- --><script>{js('comment')}</script><!-- -->",
        "comment-odd": f'<!--><img src=x onerror="{js("comment-odd")}">-->',
        "comment-bang": f'<!-- --!><img src=x onerror="{js("comment-bang")}"> -->',
        "processing": f'<?xml ?><img src=x onerror="{js("processing")}">',
        "cdata": f'<![CDATA[<img src=x onerror="{js("cdata")}">]]>',
        "noscript": f'<noscript><p title="</noscript><img src=x onerror={entities(js("noscript"))}>"></noscript>',
        "template": f'<template shadowrootmode=open><img src=x onerror="{js("template")}"></template>',
        "textarea": f'<textarea></textarea><img src=x onerror="{js("textarea")}">',
        "title": f'<title></title><img src=x onerror="{js("title")}">',
        "fence": f'```html\n<p>\n```\n<img src=x onerror="{js("fence")}">\n```\n```',
        "fence-language": f'```"><img src=x onerror={entities(js("fence-language"))}>\nx\n```',
        "mermaid": f'```mermaid\n</pre><img src=x onerror="{js("mermaid")}">\n```',
        "code": f"`</code><script>{js('code')}</script>`",
        "markdown-in-html": f'<div>\n\n**bold** <img src=x onerror="{js("markdown-in-html")}">\n\n</div>',
        "clobber": '<a id="submission_id" name="base_url">x</a><form id="cnn-shapes"></form>',
        "closing": f"</div></div></div></body></html><script>{js('closing')}</script>",
        "custom": f'<x-y onanimationstart="{js("custom")}" style="animation: a 1s">x</x-y>',
        "isindex": f'<keygen autofocus onfocus="{js("isindex")}"><isindex type=image src=x onerror="{js("isindex")}">',
        "null": f'<scr\ufffdipt>{js("null")}</script><img \ufffd src=x onerror="{js("null")}">',
        "unclosed-tag": f'<img src=x onerror="{js("unclosed-tag")}" x=',
        "unclosed-comment": f'<!-- <img src=x onerror="{js("unclosed-comment")}">',
        "unclosed-textarea": "<textarea><p>",
        "unclosed-style": "<style>",
        "unclosed-plaintext": "<plaintext>",
    }


MARKDOWN = _markdown()
CODE = {
    "code-pre": f"x = '</pre></div><script>{script('code-pre')}</script>'",
    "code-comment": f'# --> <img src=x onerror="{script("code-comment")}">',
    "code-magic": f"%%html\n<script>{script('code-magic')}</script>",
    "code-javascript": f"%%javascript\n</script>{script('code-javascript')}",
    "code-bidi": "x = '\u202e</pre>\u202c' # \x1b]0;title\x07",
}
RAW = {
    "raw": f"<script>{script('raw')}</script>",
    "raw-picture": f'<img src=x onerror="{script("raw-picture")}">',
}
