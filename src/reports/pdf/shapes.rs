//! Filled boxes, the mark of the program, QR codes, and the box in place of a letter that no font has.

use super::page::{Area, Colour, INK};
use crate::domain::{accent::Accent, qr::Qr};
use krilla::{
    color::rgb,
    geom::{Path, PathBuilder, Rect},
    num::NormalizedF32,
    paint::{Fill, LineCap, LineJoin, Stroke},
    surface::Surface,
};

pub fn paint_of(colour: Colour) -> Fill {
    let [red, green, blue] = colour;
    Fill { paint: rgb::Color::new(red, green, blue).into(), opacity: NormalizedF32::ONE, rule: Default::default() }
}

pub fn fill(surface: &mut Surface, area: Area, colour: Colour, radius: f32) {
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

/// The mark of the program: a tick on a green square with rounded corners.
pub fn product_mark(surface: &mut Surface, area: Area) {
    fill(surface, area, Accent::DEFAULT.rgb(), area.width * 0.22);
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
pub fn code(surface: &mut Surface, qr: &Qr, area: Area) {
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

pub fn empty_box(surface: &mut Surface, x: f32, baseline: f32, advance: f32, size: f32, colour: Colour) {
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
