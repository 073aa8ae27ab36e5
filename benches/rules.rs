//! Rules of forms: validating and evaluating a post of 300 questions with 100 rules, reading such a form, and loading the
//! forms of an organisation that has as many as it may.

use super::{
    bench_env::BenchEnv,
    settings::Settings,
    table::{Table, number},
};
use anyhow::{anyhow, ensure};
use injaaz::{
    domain::{
        ids::ModuleSlug,
        lang::Lang,
        raw::RawForm,
        validate::{PostContext, validate},
    },
    forms::{Forms, identity::Identity},
    i18n::Texts,
};
use std::{
    fmt::Write,
    time::{Duration, Instant},
};
use time::macros::date;

const QUESTIONS: usize = 300;
/// A third of them conditions, a third calculations, a third constraints.
const RULES: usize = 100;
const ROUNDS: usize = 200;
const MOST: Duration = Duration::from_millis(1);
/// The most forms of one organisation.
const FORMS: usize = 500;
const MOST_LOADING: Duration = Duration::from_millis(300);
const LOADING_ROUNDS: usize = 11;

pub fn run(_: &BenchEnv, _: &Settings) -> anyhow::Result<()> {
    let source = source()?;
    let def = Forms::parse(&source, "bench.toml")
        .map_err(|errors| anyhow!(Texts::of(Lang::EN).definition_errors(&errors)))?;
    let mut raw = RawForm::default();
    for (name, value) in [("site", "Marina Tower"), ("day", "2026-03-14")] {
        raw.text(name, value);
    }
    (0..QUESTIONS - 2).for_each(|n| raw.text(format!("n{n}"), format!("{}.5", n % 50)));
    let context = PostContext::on(date!(2026 - 03 - 15));
    let answers = validate(&def, &raw, context).map_err(|errors| anyhow!("{errors:?}"))?;
    ensure!(answers.fields.len() > QUESTIONS / 2, "only {} answers", answers.fields.len());
    let post = median(|| {
        let _ = validate(&def, &raw, context);
    });
    let read = median(|| {
        let _ = Forms::parse(&source, "bench.toml");
    });
    let mut table = Table::new(&["what", "median, ms"]);
    let milliseconds = |time: Duration| number(time.as_secs_f64() * 1000.0);
    table.row([
        format!("a post of {QUESTIONS} questions with {RULES} rules, validated and evaluated"),
        milliseconds(post),
    ]);
    table.row(["reading such a form".to_owned(), milliseconds(read)]);
    let loaded = load()?;
    table.row([
        format!("loading the {FORMS} forms of an organisation, in turns the built-in ones"),
        milliseconds(loaded),
    ]);
    table.print("Rules");
    ensure!(loaded <= MOST_LOADING, "loading takes {loaded:?}, at most {MOST_LOADING:?} are allowed");
    ensure!(post <= MOST, "a post takes {post:?}, at most {MOST:?} are allowed");
    Ok(())
}

/// The forms of an organisation as a server loads them after one was published.
fn load() -> anyhow::Result<Duration> {
    let installed = Forms::load(&[]).map_err(|errors| anyhow!(Texts::of(Lang::EN).definition_errors(&errors)))?;
    let sources = installed.sources().iter().cycle().take(FORMS).enumerate();
    let texts = sources.map(|(number, source)| {
        let module: ModuleSlug = format!("form_{number}").parse().map_err(|_| anyhow!("no name"))?;
        let text = Identity { module: Some(&module), version: Some(1), title: None }.put_into(&source.text);
        Ok((module, text))
    });
    let texts = texts.collect::<anyhow::Result<Vec<_>>>()?;
    let load = || {
        let own = texts.iter().map(|(module, text)| Forms::own(text, module, 1, true));
        Forms::of_organisation(&installed, own.collect())
    };
    ensure!(load().all().len() == FORMS + installed.all().len(), "a form was not loaded");
    Ok(median_of(LOADING_ROUNDS, || drop(load())))
}

fn median(work: impl FnMut()) -> Duration {
    median_of(ROUNDS, work)
}

fn median_of(rounds: usize, mut work: impl FnMut()) -> Duration {
    let mut times: Vec<Duration> = (0..rounds)
        .map(|_| {
            let started = Instant::now();
            work();
            started.elapsed()
        })
        .collect();
    times.sort_unstable();
    times.get(rounds / 2).copied().unwrap_or_default()
}

fn source() -> anyhow::Result<String> {
    let label = "label = { en = \"N\", ar = \"ن\" }";
    let mut source = String::from(
        "module = \"bench\"\nversion = 1\ntitle = { en = \"N\", ar = \"ن\" }\nshort = { en = \"N\", ar = \"ن\" }\n\
         about = { en = \"N\", ar = \"ن\" }\nsite_field = \"site\"\ndate_field = \"day\"\n[[sections]]\nid = \"all\"\n\
         title = { en = \"N\", ar = \"ن\" }\n",
    );
    for (name, kind) in [("site", "text"), ("day", "date")] {
        writeln!(source, "[[sections.fields]]\nname = \"{name}\"\nkind = \"{kind}\"\nrequired = true\n{label}")?;
    }
    for n in 0..QUESTIONS - 2 {
        writeln!(source, "[[sections.fields]]\nname = \"n{n}\"\nkind = \"number\"\ndecimals = 2\n{label}")?;
        let before = n.saturating_sub(2);
        match n % 3 {
            _ if !(3..RULES).contains(&n) => {}
            0 => writeln!(
                source,
                "relevant = \"${{n{before}}} >= 0 and ${{day}} > date('2020-01-01') or ${{site}} = 'X'\""
            )?,
            1 => writeln!(source, "calculation = \"round(${{n{before}}} * 1.05 + coalesce(${{n0}}, 2), 2)\"")?,
            _ => writeln!(source, "constraint = \". < 1000 and regex(${{site}}, '[A-Za-z ]+')\"")?,
        }
    }
    Ok(source)
}
