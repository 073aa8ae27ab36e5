//! Paints the marks of all pages into a PDF/A-2b file.

use super::{
    fonts::FontSet,
    page::{Area, Colour, GREEN, HEIGHT, INK, Mark, Pages, WIDTH},
    text::Line,
};
use crate::{
    domain::{bidi, qr::Qr, report::ReportDoc},
    i18n::{Direction, Texts},
};
use anyhow::anyhow;
use krilla::{
    Document, SerializeSettings,
    action::LinkAction,
    annotation::{Annotation, LinkAnnotation, Target},
    color::rgb,
    configure::{Archival, ConfigurationBuilder},
    destination::XyzDestination,
    geom::{Path, PathBuilder, Point, Rect, Size, Transform},
    metadata::{DateTime, Metadata, TextDirection},
    num::NormalizedF32,
    outline::{Outline, OutlineNode},
    page::PageSettings,
    paint::{Fill, LineCap, LineJoin, Stroke},
    surface::Surface,
    text::{GlyphId, KrillaGlyph},
};
use std::ops::Range;
use time::UtcOffset;

pub fn paint(doc: &ReportDoc, texts: Texts, pages: Pages, fonts: &FontSet) -> anyhow::Result<Vec<u8>> {
    let configuration = ConfigurationBuilder::new()
        .with_archival_validator(Archival::A2_B)
        .finish()
        .map_err(|error| anyhow!("PDF/A settings: {error:?}"))?;
    let mut document = Document::new_with(SerializeSettings { configuration, ..Default::default() });
    let size = PageSettings::from_wh(WIDTH, HEIGHT).ok_or_else(|| anyhow!("a page without a size"))?;
    for marks in pages.done {
        let mut page = document.start_page_with(size.clone());
        let mut links = Vec::new();
        let mut surface = page.surface();
        for mark in marks {
            match mark {
                Mark::Text { line, left, top } => text(&mut surface, fonts, &line, left, top),
                Mark::Fill { area, colour, radius } => fill(&mut surface, area, colour, radius),
                Mark::Picture { image, area } => {
                    if let Some(size) = Size::from_wh(area.width, area.height) {
                        surface.push_transform(&Transform::from_translate(area.left, area.top));
                        surface.draw_image(image, size);
                        surface.pop();
                    }
                }
                Mark::Logo { area } => logo(&mut surface, area),
                Mark::Code { qr, area } => code(&mut surface, &qr, area),
                Mark::Link { area, url } => links.extend(link(area, url)),
            }
        }
        surface.finish();
        links.into_iter().for_each(|link| page.add_annotation(link));
        page.finish();
    }
    let mut outline = Outline::new();
    for mark in pages.bookmarks {
        outline.push_child(OutlineNode::new(
            plain(&mark.title),
            XyzDestination::new(mark.page, Point::from_xy(0.0, mark.top)),
        ));
    }
    document.set_outline(outline);
    document.set_metadata(metadata(doc, texts));
    document.finish().map_err(|error| anyhow!("the PDF could not be written: {error:?}"))
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

fn paint_of(colour: Colour) -> Fill {
    let [red, green, blue] = colour;
    Fill { paint: rgb::Color::new(red, green, blue).into(), opacity: NormalizedF32::ONE, rule: Default::default() }
}

fn fill(surface: &mut Surface, area: Area, colour: Colour, radius: f32) {
    if let Some(path) = rounded(area, radius) {
        surface.set_fill(Some(paint_of(colour)));
        surface.draw_path(&path);
    }
}

/// A rectangle with rounded corners.
fn rounded(Area { left, top, width, height }: Area, radius: f32) -> Option<Path> {
    let mut path = PathBuilder::new();
    let (right, bottom) = (left + width, top + height);
    if radius <= 0.0 {
        path.push_rect(Rect::from_ltrb(left, top, right, bottom)?);
        return path.finish();
    }
    // The distance of the Bézier control points that approximate a quarter circle.
    let bend = radius * 0.448;
    path.move_to(left + radius, top);
    path.line_to(right - radius, top);
    path.cubic_to(right - bend, top, right, top + bend, right, top + radius);
    path.line_to(right, bottom - radius);
    path.cubic_to(right, bottom - bend, right - bend, bottom, right - radius, bottom);
    path.line_to(left + radius, bottom);
    path.cubic_to(left + bend, bottom, left, bottom - bend, left, bottom - radius);
    path.line_to(left, top + radius);
    path.cubic_to(left, top + bend, left + bend, top, left + radius, top);
    path.close();
    path.finish()
}

/// The logo: a tick on a green square with rounded corners.
fn logo(surface: &mut Surface, area: Area) {
    fill(surface, area, GREEN, area.width * 0.22);
    let mut tick = PathBuilder::new();
    let at = |x: f32, y: f32| (area.left + x * area.width, area.top + y * area.height);
    let [(x, y), (x1, y1), (x2, y2)] = [at(0.28, 0.53), at(0.44, 0.69), at(0.73, 0.34)];
    tick.move_to(x, y);
    tick.line_to(x1, y1);
    tick.line_to(x2, y2);
    let Some(tick) = tick.finish() else { return };
    surface.set_fill(None);
    surface.set_stroke(Some(Stroke {
        paint: rgb::Color::new(255, 255, 255).into(),
        width: area.width * 0.115,
        line_cap: LineCap::Round,
        line_join: LineJoin::Round,
        ..Default::default()
    }));
    surface.draw_path(&tick);
    surface.set_stroke(None);
}

/// A QR code as one path. Each row overlaps the next by 2 %, because viewers with anti-aliasing would show light lines
/// between the rows.
fn code(surface: &mut Surface, qr: &Qr, area: Area) {
    let module = area.width / qr.side.max(1) as f32;
    let mut path = PathBuilder::new();
    for (x, y, length) in qr.runs() {
        let (left, top) = (area.left + x as f32 * module, area.top + y as f32 * module);
        if let Some(run) = Rect::from_xywh(left, top, length as f32 * module, module * 1.02) {
            path.push_rect(run);
        }
    }
    if let Some(path) = path.finish() {
        surface.set_fill(Some(paint_of(INK)));
        surface.draw_path(&path);
    }
}

fn link(area: Area, url: String) -> Option<Annotation> {
    let rect = Rect::from_xywh(area.left, area.top, area.width, area.height)?;
    let target = Target::Action(LinkAction::new(url).into());
    Some(Annotation::new_link(LinkAnnotation::new(rect, target), None))
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
            for glyph in cluster.glyphs() {
                if glyph.id == 0 {
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

fn empty_box(surface: &mut Surface, x: f32, baseline: f32, advance: f32, size: f32, colour: Colour) {
    let [red, green, blue] = colour;
    let width = (advance * 0.7).max(size * 0.2);
    let area = Rect::from_xywh(x + (advance - width).max(0.0) / 2.0, baseline - size * 0.68, width, size * 0.68);
    let Some(area) = area else { return };
    let mut path = PathBuilder::new();
    path.push_rect(area);
    let Some(path) = path.finish() else { return };
    surface.set_fill(None);
    surface.set_stroke(Some(Stroke {
        paint: rgb::Color::new(red, green, blue).into(),
        width: size * 0.06,
        ..Default::default()
    }));
    surface.draw_path(&path);
    surface.set_stroke(None);
}
