//! Pages as the site writes them, with links that need no server.

/// What becomes of a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Link {
    /// It stands as it is: another site, or a place on the same page.
    Keep,
    /// It leads to this file.
    To(String),
    /// Only a server could answer: the text stays, the link goes.
    Plain,
}

/// What a plain web host cannot send as a header.
const POLICY: &str = "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'self'; \
                      img-src 'self'; script-src 'self'; base-uri 'none'; form-action 'none'\">\
                      <meta name=\"referrer\" content=\"no-referrer\">";

/// Rewrites a page: each link by `link`; each form, which a plain host could not answer, is replaced by the link (address
/// and text) that `form` gives for its address, if any.
pub(super) fn rewrite(
    html: &str,
    mut link: impl FnMut(&str) -> Link,
    form: impl Fn(&str) -> Option<(String, String)>,
) -> String {
    let mut out = String::with_capacity(html.len() + 512);
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        out.push_str(&rest[..start]);
        rest = &rest[start..];
        let tag = &rest[..end_of_tag(rest)];
        if tag.starts_with("<form") {
            let end = rest.find("</form>").map_or(rest.len(), |end| end + "</form>".len());
            if let Some((to, text)) = form(&attribute(tag, "action").unwrap_or_default())
                && let Link::To(file) = link(&to)
            {
                out.push_str(&format!("<p><a href=\"{}\">{}</a></p>", escaped(&file), escaped(&text)));
            }
            rest = &rest[end..];
            continue;
        }
        out.push_str(&changed(tag, &mut link));
        if tag == "<meta charset=\"utf-8\">" {
            out.push_str(POLICY);
        }
        rest = &rest[tag.len()..];
    }
    out.push_str(rest);
    out
}

/// A tag with its link changed.
fn changed(tag: &str, link: &mut impl FnMut(&str) -> Link) -> String {
    for name in ["href", "src"] {
        let Some((from, to)) = span(tag, name) else { continue };
        return match link(&unescaped(&tag[from..to])) {
            Link::Keep => tag.to_owned(),
            Link::To(file) => format!("{}{}{}", &tag[..from], escaped(&file), &tag[to..]),
            // A `link` without an address says nothing.
            Link::Plain if tag.starts_with("<link") => String::new(),
            Link::Plain => {
                let before = from - name.len() - 3;
                format!("{}{}", &tag[..before], &tag[to + 1..])
            }
        };
    }
    tag.to_owned()
}

/// Length of the tag a text begins with; a `>` inside quotes does not end it.
fn end_of_tag(text: &str) -> usize {
    let mut quoted = false;
    for (i, byte) in text.bytes().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            b'>' if !quoted => return i + 1,
            _ => {}
        }
    }
    text.len()
}

/// Where the value of an attribute stands in a tag.
fn span(tag: &str, name: &str) -> Option<(usize, usize)> {
    let from = tag.find(&format!(" {name}=\""))? + name.len() + 3;
    Some((from, from + tag[from..].find('"')?))
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    span(tag, name).map(|(from, to)| unescaped(&tag[from..to]))
}

/// A text as HTML holds it.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// A text that HTML holds, with the few references that the site's templates write.
fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.find(';').unwrap_or(0);
        let found = match &rest[..end] {
            "&amp" => Some('&'),
            "&lt" => Some('<'),
            "&gt" => Some('>'),
            "&quot" => Some('"'),
            other => other
                .strip_prefix("&#")
                .and_then(|n| match n.strip_prefix('x') {
                    Some(hex) => u32::from_str_radix(hex, 16).ok(),
                    None => n.parse().ok(),
                })
                .and_then(char::from_u32),
        };
        out.push(found.unwrap_or('&'));
        rest = &rest[if found.is_some() { end + 1 } else { 1 }..];
    }
    out.push_str(rest);
    out
}

/// The title of a page, without the name of the program.
pub(super) fn title(html: &str) -> Option<String> {
    let from = html.find("<title>")? + "<title>".len();
    let title = &html[from..from + html[from..].find("</title>")?];
    Some(unescaped(title.strip_suffix(" · scrutineer").unwrap_or(title)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_change_and_nothing_else_does() {
        let html = "<!doctype html><meta charset=\"utf-8\"><title>A &#38; B · scrutineer</title>\
                    <a class=\"x\" href=\"/a?b=1&#38;c=2\" title=\"1 > 0\">href=\"/a\"</a><a href=\"/gone\" id=\"g\">g</a>\
                    <link rel=\"alternate\" href=\"/gone\"><form action=\"/f\"><a href=\"/a\">in</a></form><p>2 < 3</p>";
        let link = |address: &str| match address {
            "/a?b=1&c=2" => Link::To("../a.html".to_owned()),
            _ => Link::Plain,
        };
        let out = rewrite(html, link, |action| Some(("/a?b=1&c=2".to_owned(), action.to_owned())));
        assert!(out.contains("<a class=\"x\" href=\"../a.html\" title=\"1 > 0\">href=\"/a\"</a>"), "{out}");
        assert!(out.contains("<a id=\"g\">g</a><p><a href=\"../a.html\">/f</a></p><p>2 < 3</p>"), "{out}");
        assert!(out.contains("script-src 'self'"));
        assert_eq!(title(html).as_deref(), Some("A & B"));
        assert_eq!(unescaped("a&b&#x26;&nope;&#34;"), "a&b&&nope;\"");
    }
}
