// Exact decimal numbers of rules, with the limits of the server (domain/rules/number.rs): at most 27 digits, 10 of them
// behind the point. A result that does not fit is null, which is a blank.

const MAX_SCALE = 10;
const LIMIT = 10n ** 27n;
const WIDE = 10n ** 38n;
/** What the server reads digits into, and what an answer may have. */
const MOST_READ = 9223372036854775807n;
const MOST_DIGITS = 15;
const MOST_DECIMALS = 6;

const abs = (n) => (n < 0n ? -n : n);
const sign = (n) => (n < 0n ? -1n : n > 0n ? 1n : 0n);
const power = (n) => 10n ** BigInt(n);

/** Rounds half away from zero. */
function quotient(units, by) {
  const whole = units / by;
  return abs(units % by) * 2n >= abs(by) ? whole + sign(units) * sign(by) : whole;
}

/** A number in units of 10 to the power of minus `scale`. */
export class Num {
  constructor(units, scale) {
    this.units = units;
    this.scale = scale;
  }

  static of(units, scale = 0) {
    if (scale > MAX_SCALE) [units, scale] = [quotient(units, power(scale - MAX_SCALE)), MAX_SCALE];
    while (scale > 0 && units % 10n === 0n) {
      units /= 10n;
      scale -= 1;
    }
    return abs(units) < LIMIT ? new Num(units, scale) : null;
  }

  static whole(number) {
    return new Num(BigInt(number), 0);
  }

  /** As the server writes it in a rule. */
  static read(text) {
    const [whole, decimals = ""] = text.split(".");
    return Num.of(BigInt(whole + decimals), decimals.length);
  }

  /** As a person enters it: digits of three scripts, with the limits of an answer. */
  static entered(text) {
    const plain = text.replace(/[٠-٩]/g, (c) => c.charCodeAt(0) - 0x660).replace(/[۰-۹]/g, (c) => c.charCodeAt(0) - 0x6f0);
    const parts = /^(-?)([0-9]+)(?:[.٫]([0-9]+))?$/.exec(plain);
    if (!parts) return null;
    const [, minus, whole, decimals = ""] = parts;
    const units = BigInt(whole + decimals);
    if (units > MOST_READ) return null;
    const number = Num.of(minus ? -units : units, decimals.length);
    const fits = number && String(abs(number.units)).length <= MOST_DIGITS && number.scale <= MOST_DECIMALS;
    return fits ? number : null;
  }

  lifted(scale) {
    return this.units * power(scale - this.scale);
  }

  plus(other) {
    const scale = Math.max(this.scale, other.scale);
    return Num.of(this.lifted(scale) + other.lifted(scale), scale);
  }

  minus(other) {
    return this.plus(other.negated());
  }

  times(other) {
    const units = this.units * other.units;
    return abs(units) < WIDE ? Num.of(units, this.scale + other.scale) : null;
  }

  over(other) {
    const units = this.units * power(MAX_SCALE + other.scale - this.scale);
    return other.units !== 0n && abs(units) < WIDE ? Num.of(quotient(units, other.units), MAX_SCALE) : null;
  }

  rest(other) {
    const scale = Math.max(this.scale, other.scale);
    return other.units === 0n ? null : Num.of(this.lifted(scale) % other.lifted(scale), scale);
  }

  negated() {
    return new Num(-this.units, this.scale);
  }

  rounded(decimals) {
    return this.scale > decimals ? Num.of(quotient(this.units, power(this.scale - decimals)), decimals) : this;
  }

  truncated() {
    return new Num(this.units / power(this.scale), 0);
  }

  /** Its whole part; null if that is too large to be a place or a number of days. */
  toInteger() {
    const whole = Number(this.truncated().units);
    return Number.isSafeInteger(whole) ? whole : null;
  }

  compare(other) {
    const scale = Math.max(this.scale, other.scale);
    return Number(sign(this.lifted(scale) - other.lifted(scale)));
  }

  toString() {
    if (!this.scale) return String(this.units);
    const digits = String(abs(this.units)).padStart(this.scale + 1, "0");
    return `${this.units < 0n ? "-" : ""}${digits.slice(0, -this.scale)}.${digits.slice(-this.scale)}`;
  }
}
