//! Paints the marks of all pages into a file, and gives the structure its content.

use super::{
    fonts::FontSet,
    outline::outline,
    page::{Area, LinkTarget, Mark, OwnedMark, Owner, Pages},
    shapes::{code, empty_box, fill, paint_of, product_mark},
    structure::{ElementId, Structure},
    text::{Line, is_private},
};
use crate::{
    domain::{bidi, report::ReportDoc},
    i18n::{Direction, Texts},
};
use anyhow::anyhow;
use krilla::{
    Document, SerializeSettings,
    action::LinkAction,
    annotation::{Annotation, LinkAnnotation, Target},
    configure::{Accessibility, Archival, Configuration, ConfigurationBuilder},
    destination::XyzDestination,
    geom::{Point, Rect, Size, Transform},
    metadata::{DateTime, Metadata, TextDirection},
    page::PageSettings,
    surface::Surface,
    tagging::{Artifact, ArtifactType, ContentTag, SpanTag},
    text::{GlyphId, KrillaGlyph},
};
use std::ops::Range;
use time::UtcOffset;

/// What the file promises; krilla refuses to write a file that breaks the promise.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Standard {
    /// PDF/A-2a and PDF/UA-1: for archives and for screen readers.
    Accessible,
    /// PDF/A-2b: looks the same for ever, without structure.
    Archive,
}

impl Standard {
    fn configuration(self) -> anyhow::Result<Configuration> {
        let builder = match self {
            Standard::Accessible => ConfigurationBuilder::new()
                .with_archival_validator(Archival::A2_A)
                .with_accessibility_validator(Accessibility::UA1),
            Standard::Archive => ConfigurationBuilder::new().with_archival_validator(Archival::A2_B),
        };
        builder.finish().map_err(|error| anyhow!("PDF settings: {error:?}"))
    }
}

pub fn paint(
    doc: &ReportDoc,
    texts: Texts,
    mut pages: Pages,
    fonts: &FontSet,
    standard: Standard,
) -> anyhow::Result<Vec<u8>> {
    let settings = SerializeSettings {
        configuration: standard.configuration()?,
        enable_tagging: standard == Standard::Accessible,
        ..Default::default()
    };
    let mut document = Document::new_with(settings);
    let size = PageSettings::from_wh(pages.width, pages.height).ok_or_else(|| anyhow!("a page without a size"))?;
    let outline = outline(&pages, plain);
    let mut structure = std::mem::take(&mut pages.structure);
    for marks in pages.done {
        let mut page = document.start_page_with(size.clone());
        let mut surface = page.surface();
        let links = paint_page(&mut surface, fonts, marks, &mut structure);
        surface.finish();
        for (owner, link) in links {
            match owner {
                Owner::Element(element) if standard == Standard::Accessible => {
                    let content = page.add_tagged_annotation(link);
                    structure.add_content(element, content);
                }
                _ => page.add_annotation(link),
            }
        }
        page.finish();
    }
    document.set_outline(outline);
    document.set_metadata(metadata(doc, texts));
    if standard == Standard::Accessible {
        document.set_tag_tree(structure.into_tree().with_lang(Some(texts.lang().code().to_owned())));
    }
    document.finish().map_err(|error| anyhow!("the PDF could not be written: {error:?}"))
}

/// Paints one page. Neighbouring marks of one owner are one piece of content. Returns the links, which are no content.
fn paint_page(
    surface: &mut Surface,
    fonts: &FontSet,
    marks: Vec<OwnedMark>,
    structure: &mut Structure,
) -> Vec<(Owner, Annotation)> {
    let (mut links, mut open) = (Vec::new(), None::<Owner>);
    for OwnedMark { owner, mark } in marks {
        if let Mark::Link { area, target, description } = mark {
            links.extend(link(area, target, description).map(|link| (owner, link)));
            continue;
        }
        if open != Some(owner) {
            if open.is_some() {
                surface.end_tagged();
            }
            begin(surface, owner, structure);
            open = Some(owner);
        }
        match mark {
            Mark::Text { line, left, top } => text(surface, fonts, &line, left, top),
            Mark::Fill { area, colour, radius } => fill(surface, area, colour, radius),
            Mark::Picture { image, area } => {
                if let Some(size) = Size::from_wh(area.width, area.height) {
                    surface.push_transform(&Transform::from_translate(area.left, area.top));
                    surface.draw_image(image, size);
                    surface.pop();
                }
            }
            Mark::Program { area } => product_mark(surface, area),
            Mark::Code { qr, area } => code(surface, &qr, area),
            Mark::Link { .. } => {}
        }
    }
    if open.is_some() {
        surface.end_tagged();
    }
    links
}

fn begin(surface: &mut Surface, owner: Owner, structure: &mut Structure) {
    let artifact = |kind| ContentTag::Artifact(Artifact::with_kind(kind));
    let element: Option<ElementId> = match owner {
        Owner::Element(element) => Some(element),
        _ => None,
    };
    let content = surface.start_tagged(match owner {
        Owner::Element(_) => ContentTag::Span(SpanTag::empty()),
        Owner::Decoration => artifact(ArtifactType::Layout),
        Owner::PageHeader => artifact(ArtifactType::Header),
        Owner::PageFooter => artifact(ArtifactType::Footer),
    });
    if let Some(element) = element {
        structure.add_content(element, content);
    }
}

fn metadata(doc: &ReportDoc, texts: Texts) -> Metadata {
    let at = doc.submitted_at.to_offset(UtcOffset::UTC);
    let made = DateTime::new(u16::try_from(at.year()).unwrap_or(0))
        .month(at.month().into())
        .day(at.day())
        .hour(at.hour())
        .minute(at.minute())
        .second(at.second())
        .utc_offset_hour(0)
        .utc_offset_minute(0);
    Metadata::new()
        .title(plain(&format!("{} – {}", doc.title, doc.site_name)))
        .authors(vec![plain(&doc.organisation)])
        .description(format!("{} · {}", doc.reference, plain(&doc.site_name)))
        .creator("Injaaz".to_owned())
        .language(texts.lang().code().to_owned())
        .document_id(doc.reference.to_string())
        .creation_date(made)
        .text_direction(match texts.direction() {
            Direction::LeftToRight => TextDirection::LeftToRight,
            Direction::RightToLeft => TextDirection::RightToLeft,
        })
}

/// Text for XMP metadata: no control characters, at most 500 characters.
fn plain(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() && !matches!(c, '\u{feff}' | '\u{fffe}' | '\u{ffff}')).take(500).collect()
}

fn link(area: Area, target: LinkTarget, description: String) -> Option<Annotation> {
    let rect = Rect::from_xywh(area.left, area.top, area.width, area.height)?;
    let target = match target {
        LinkTarget::Url(url) => Target::Action(LinkAction::new(url).into()),
        LinkTarget::Place { page, top } => {
            Target::Destination(XyzDestination::new(page, Point::from_xy(0.0, top)).into())
        }
    };
    Some(Annotation::new_link(LinkAnnotation::new(rect, target), Some(plain(&description))))
}

/// Draws one line, run by run. A character that no font has is drawn as an empty box, because PDF/A forbids the glyph
/// `.notdef`.
fn text(surface: &mut Surface, fonts: &FontSet, line: &Line, left: f32, top: f32) {
    let paragraph = &line.paragraph;
    let Some(set) = paragraph.layout.get(line.index) else { return };
    let metrics = set.metrics();
    let baseline = top + metrics.baseline - metrics.block_min_coord;
    let mut x = left + metrics.offset;
    for run in set.runs() {
        let size = run.font_size();
        let mut glyphs: Vec<KrillaGlyph> = Vec::new();
        let mut from = x;
        let flush = |glyphs: &mut Vec<KrillaGlyph>, from: f32, surface: &mut Surface| {
            if let Some(font) = fonts.drawn(run.font().data.id(), run.font().index).filter(|_| !glyphs.is_empty()) {
                surface.set_fill(Some(paint_of(paragraph.look.colour)));
                surface.draw_glyphs(Point::from_xy(from, baseline), glyphs, font, &paragraph.text, size, false);
            }
            glyphs.clear();
        };
        // Text ranges of letters that are part of a ligature. They have no glyph of their own, and are assigned to the
        // glyph of the ligature so that search and copy work. In right-to-left runs that glyph comes after them.
        let mut swallowed: Option<Range<usize>> = None;
        for cluster in run.visual_clusters() {
            let mut letters = cluster.text_range();
            if paragraph.text.get(letters.clone()).is_some_and(|text| text.chars().all(bidi::is_control)) {
                x += cluster.advance();
                continue;
            }
            if cluster.is_ligature_continuation() {
                match glyphs.last_mut() {
                    Some(glyph) if !run.is_rtl() => glyph.text_range.end = glyph.text_range.end.max(letters.end),
                    _ => swallowed = Some(swallowed.map_or(letters.clone(), |before| span(before, &letters))),
                }
                continue;
            }
            if let Some(before) = swallowed.take() {
                letters = span(before, &letters);
            }
            let is_hidden = paragraph.text.get(letters.clone()).is_some_and(|text| text.chars().any(is_private));
            for glyph in cluster.glyphs() {
                if glyph.id == 0 || is_hidden {
                    flush(&mut glyphs, from, surface);
                    empty_box(surface, x, baseline, glyph.advance, size, paragraph.look.colour);
                    from = x + glyph.advance;
                } else {
                    glyphs.push(KrillaGlyph::new(
                        GlyphId::new(glyph.id),
                        glyph.advance / size,
                        glyph.x / size,
                        glyph.y / size,
                        0.0,
                        letters.clone(),
                        None,
                    ));
                }
                x += glyph.advance;
            }
        }
        flush(&mut glyphs, from, surface);
    }
}

/// The smallest range that contains both.
fn span(a: Range<usize>, b: &Range<usize>) -> Range<usize> {
    a.start.min(b.start)..a.end.max(b.end)
}
