//! Random rules of every type with random answers. Each is made from a list of random numbers, which says at every
//! branch which way to go; the list comes from proptest with a fixed seed, so that a batch is always the same.

use super::cases::NOW;
use injaaz::{
    domain::{
        lang::Lang,
        rules::{
            compile::compile,
            eval::Values,
            number::Number,
            schema::{Schema, Scope},
            tree::Rule,
            value::{Type, Value},
        },
    },
    i18n::Texts,
};
use proptest::{
    prelude::*,
    strategy::ValueTree,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};
use time::Duration;

pub struct RandomRule {
    pub rule: Rule,
    pub values: Values,
    pub item: Option<usize>,
}

const DEPTH: u32 = 5;
const TYPES: [Type; 5] = [Type::Bool, Type::Number, Type::Text, Type::Date, Type::Time];
const NUMBERS: [&str; 12] =
    ["0", "1", "2.5", "0.1", "3", "10", "999999999999.99", "0.000001", "7", "100000000000000", "1.005", "12"];
const TEXTS: [&str; 10] = ["Other", "a", "12", "٣٫٥", "2026-03-14", "مبنى", "👍 b", "a b", " 7", "-0.5"];
const TIMES: [&str; 5] = ["00:00", "07:30", "12:00", "16:20", "23:59"];
const PATTERNS: [&str; 6] = ["[0-9]+", "(a|b)*", ".*b", "\\w+", "[^a]{1,3}", "(a| )+b?"];

pub fn rules(schema: &Schema, count: usize) -> Vec<RandomRule> {
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, b"injaaz: rules on both sides, v1.");
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let choices = prop::collection::vec(any::<u32>(), 400);
    let mut made = Vec::new();
    while made.len() < count {
        let numbers = choices.new_tree(&mut runner).unwrap().current();
        let mut maker = Maker { numbers, next: 0, in_item: false };
        let values = maker.values(schema);
        let items = values.groups[0].len();
        maker.in_item = items > 0 && maker.pick(2) == 0;
        let wanted = TYPES[maker.pick(TYPES.len())];
        let source = maker.expression(wanted, DEPTH);
        let group = maker.in_item.then_some(0);
        let scope = Scope { result: None, ..Scope::of(schema, group) };
        let item = maker.in_item.then(|| maker.pick(items));
        match compile(&source, &scope) {
            Ok(rule) => made.push(RandomRule { rule, values, item }),
            // The only mistakes that the maker makes.
            Err(error) => {
                let reason = Texts::of(Lang::EN).message(&error.reason);
                assert!(reason.contains("at most") || reason.contains("by zero"), "{source}: {reason}");
            }
        }
    }
    made
}

struct Maker {
    numbers: Vec<u32>,
    next: usize,
    in_item: bool,
}

impl Maker {
    fn pick(&mut self, below: usize) -> usize {
        let number = self.numbers.get(self.next).copied().unwrap_or_default();
        self.next += 1;
        number as usize % below
    }

    fn of(&mut self, all: &[&str]) -> String {
        let place = self.pick(all.len());
        all[place].to_owned()
    }

    fn values(&mut self, schema: &Schema) -> Values {
        let group = |maker: &mut Maker, fields: &[(String, Type)]| -> Vec<Value> {
            fields.iter().map(|(_, found)| maker.value(*found)).collect()
        };
        let top = group(self, &schema.top);
        let items = self.pick(4);
        let items = (0..items).map(|_| group(self, &schema.groups[0].fields)).collect();
        let mut groups = vec![Vec::new(); schema.groups.len()];
        groups[0] = items;
        Values { top, groups }
    }

    fn value(&mut self, found: Type) -> Value {
        if self.pick(4) == 0 {
            return Value::Blank;
        }
        match found {
            Type::Bool => Value::Bool(self.pick(2) == 0),
            Type::Number => Value::Number(Number::parse(&self.of(&NUMBERS)).unwrap()),
            Type::Text => Value::text(&self.of(&TEXTS)),
            Type::Date => Value::Date(NOW.date() + Duration::days(self.pick(800) as i64 - 400)),
            Type::Time => Value::Time(self.of(&TIMES).parse().unwrap()),
            Type::Many => Value::Many([self.of(&TEXTS), "drill".to_owned()].into()),
            Type::Blank | Type::Moment | Type::Files => Value::Present,
        }
    }

    fn expression(&mut self, wanted: Type, depth: u32) -> String {
        if depth == 0 || self.pick(5) == 0 {
            return self.leaf(wanted);
        }
        let depth = depth - 1;
        if self.pick(6) == 0 {
            let condition = self.expression(Type::Bool, depth);
            let (yes, no) = (self.expression(wanted, depth), self.expression(wanted, depth));
            return match self.pick(2) {
                0 => format!("if({condition}, {yes}, {no})"),
                _ => format!("coalesce({yes}, {no})"),
            };
        }
        match wanted {
            Type::Bool => self.condition(depth),
            Type::Number => self.number(depth),
            Type::Date => self.date(depth),
            Type::Time => self.leaf(Type::Time),
            _ => self.text(depth),
        }
    }

    fn leaf(&mut self, wanted: Type) -> String {
        let of_item = self.in_item && self.pick(2) == 0;
        match wanted {
            Type::Bool if of_item => "${done}".into(),
            Type::Bool => self.of(&["${ok}", "true()", "false()", "${photo} = ''", "${tools} != ''"]),
            Type::Number if of_item => self.of(&["${n}", "position(..)"]),
            Type::Number => {
                let known = ["${qty}", "${price}", "${zero}", "sum(${n})", "min(${n})", "max(${n})", "count(${items})"];
                match self.pick(2) {
                    0 => self.of(&known),
                    _ => self.of(&NUMBERS),
                }
            }
            Type::Date if of_item => "${when}".into(),
            Type::Date => self.of(&["${day}", "${until}", "today()", "date(now())", "date('2024-02-29')"]),
            Type::Time => self.of(&["${start}", "${stop}"]),
            _ if of_item => "${label}".into(),
            _ => match self.pick(2) {
                0 => self.of(&["${name}", "${area}"]),
                _ => format!("'{}'", self.of(&TEXTS)),
            },
        }
    }

    fn condition(&mut self, depth: u32) -> String {
        let comparison = self.of(&["=", "!=", "<", "<=", ">", ">="]);
        let equality = self.of(&["=", "!="]);
        let a = |maker: &mut Maker, wanted| maker.expression(wanted, depth);
        match self.pick(11) {
            9 => format!("({} {comparison} {})", a(self, Type::Time), a(self, Type::Time)),
            10 => format!("(${{start}} {comparison} '{}')", self.of(&TIMES)),
            0 => format!("({} and {})", a(self, Type::Bool), a(self, Type::Bool)),
            1 => format!("({} or {})", a(self, Type::Bool), a(self, Type::Bool)),
            2 => format!("not({})", a(self, Type::Bool)),
            3 => format!("({} {comparison} {})", a(self, Type::Number), a(self, Type::Number)),
            4 => format!("({} {comparison} {})", a(self, Type::Date), a(self, Type::Date)),
            5 => format!("({} {equality} {})", a(self, Type::Text), a(self, Type::Text)),
            6 => format!(
                "{}({}, {})",
                self.of(&["contains", "starts-with", "ends-with"]),
                a(self, Type::Text),
                a(self, Type::Text)
            ),
            7 => format!("regex({}, '{}')", a(self, Type::Text), self.of(&PATTERNS)),
            _ => format!("selected({}, {})", self.of(&["${tools}", "${area}"]), a(self, Type::Text)),
        }
    }

    fn number(&mut self, depth: u32) -> String {
        let operator = self.of(&["+", "-", "*", "div", "mod"]);
        let a = |maker: &mut Maker, wanted| maker.expression(wanted, depth);
        match self.pick(10) {
            0..=3 => format!("({} {operator} {})", a(self, Type::Number), a(self, Type::Number)),
            4 => format!("-({})", a(self, Type::Number)),
            5 => format!("round({}, {})", a(self, Type::Number), self.pick(5)),
            6 => format!("{}({}, {})", self.of(&["min", "max"]), a(self, Type::Number), a(self, Type::Number)),
            7 => format!("number({})", a(self, Type::Text)),
            8 => format!("({} - {})", a(self, Type::Date), a(self, Type::Date)),
            _ => match self.pick(6) {
                4 => format!("decimal-time({})", a(self, Type::Time)),
                5 => "count-selected(${tools})".to_owned(),
                0 => format!("int({})", a(self, Type::Number)),
                1 => format!("string-length({})", a(self, Type::Text)),
                2 => format!("indexed-repeat(${{n}}, ${{items}}, {})", a(self, Type::Number)),
                _ => format!("count-selected({})", a(self, Type::Text)),
            },
        }
    }

    fn date(&mut self, depth: u32) -> String {
        let a = |maker: &mut Maker, wanted| maker.expression(wanted, depth);
        match self.pick(3) {
            0 => format!("({} + {})", a(self, Type::Date), a(self, Type::Number)),
            1 => format!("({} - {})", a(self, Type::Date), a(self, Type::Number)),
            _ => format!("date({})", a(self, Type::Text)),
        }
    }

    fn text(&mut self, depth: u32) -> String {
        let a = |maker: &mut Maker, wanted| maker.expression(wanted, depth);
        match self.pick(5) {
            4 => format!("string({})", a(self, Type::Time)),
            0 => format!("concat({}, {})", a(self, Type::Text), a(self, Type::Number)),
            1 => format!("string({})", a(self, Type::Date)),
            2 => format!("concat({}, ${{tools}})", a(self, Type::Bool)),
            _ => format!("format-date({}, '%d.%m.%Y %H')", a(self, Type::Date)),
        }
    }
}
