//! Prime-order subgroups of a 2048-bit prime field.
//!
//! Two arithmetics: `crypto-bigint` wherever an exponent is secret, and for public data our own products with tables:
//! a table of all digits for bases that come again and again (E. Brickell et al., *EUROCRYPT* 1992), and for a base
//! with a few exponents the chain of its powers x^(2^(w·i)) with buckets (A. Yao, *SIAM J. Computing* 5, 1976).

use super::decimal::{self, LIMBS, Number};
use super::montgomery::{Modulus, Words};
use super::{Group, GroupName, constants};
use crate::hash;
use crate::random::Random;
use crypto_bigint::modular::{FixedMontyForm, FixedMontyParams};
use crypto_bigint::{JacobiSymbol, NonZero, Odd};
use std::sync::{LazyLock, OnceLock};
use zeroize::Zeroize as _;

type Form = FixedMontyForm<LIMBS>;
type Params = FixedMontyParams<LIMBS>;

/// A subgroup of order q of the field of p elements.
pub struct FiniteField {
    name: GroupName,
    p: Params,
    products: Modulus,
    q: Params,
    q_bits: u32,
    cofactor: Number,
    one: Element,
    generator: Element,
    /// Width in bits of the digits in chains and in tables.
    chain_width: u32,
    table_width: u32,
    generator_fixed: LazyLock<Fixed, Box<dyn FnOnce() -> Fixed + Send>>,
}

/// An element in Montgomery form.
#[derive(Clone, PartialEq)]
pub struct Element(Words);

/// Bits of a hash. Most challenges are one, or sum up to one, and are shorter than q.
const SHORT: u32 = 256;

/// An element and, as far as powers of it were asked for, the chain of its powers x^(2^(w·i)): what exponents of
/// [`SHORT`] bits need, and the rest.
pub struct Base {
    element: Element,
    low: OnceLock<Vec<Element>>,
    high: OnceLock<Vec<Element>>,
}

/// x^(d·2^(w·i)) for every digit d ≥ 1 and every place i.
pub struct Fixed(Vec<Element>);

static BELENIOS: LazyLock<FiniteField> = LazyLock::new(|| {
    FiniteField::new(
        GroupName::Belenios2048,
        constants::BELENIOS_P,
        constants::BELENIOS_Q,
        constants::BELENIOS_G,
        4,
        8,
    )
});
static RFC: LazyLock<FiniteField> =
    LazyLock::new(|| FiniteField::new(GroupName::Rfc3526, constants::RFC3526_P, constants::RFC3526_Q, "2", 6, 6));

fn constant(text: &str) -> Number {
    decimal::read(text).unwrap_or(Number::ONE)
}

fn params(modulus: Number) -> Params {
    Params::new_vartime(Option::<Odd<Number>>::from(Odd::new(modulus)).expect("the constants are odd"))
}

impl FiniteField {
    /// BELENIOS-2048.
    pub fn belenios_2048() -> &'static Self {
        &BELENIOS
    }

    /// RFC-3526-2048.
    pub fn rfc_3526_2048() -> &'static Self {
        &RFC
    }

    fn new(name: GroupName, p: &str, q: &str, g: &str, chain_width: u32, table_width: u32) -> Self {
        let (p, q) = (params(constant(p)), params(constant(q)));
        let products = Modulus { words: *p.modulus().as_ref().as_words(), negative_inverse: p.mod_neg_inv().0 };
        let one = Element(*p.one().as_words());
        let generator = Element(*Form::new(&constant(g), &p).as_montgomery().as_words());
        let p_minus_1 = p.modulus().as_ref().wrapping_sub(&Number::ONE);
        let cofactor = match Option::<NonZero<Number>>::from(NonZero::new(*q.modulus().as_ref())) {
            Some(q) => p_minus_1.div_rem_vartime(&q).0,
            None => Number::ONE,
        };
        let q_bits = q.modulus().as_ref().bit_width_vartime();
        let products2 = Modulus { words: products.words, negative_inverse: products.negative_inverse };
        let base = generator.clone();
        let table = move || make_table(&products2, &base, q_bits, table_width);
        Self {
            name,
            p,
            products,
            q,
            q_bits,
            cofactor,
            one,
            generator,
            chain_width,
            table_width,
            generator_fixed: LazyLock::new(Box::new(table)),
        }
    }

    fn form(&self, a: &Element) -> Form {
        Form::from_montgomery(Number::from_words(a.0), &self.p)
    }

    fn number(&self, a: &Element) -> Number {
        self.form(a).retrieve()
    }

    fn element(&self, number: &Number) -> Element {
        Element(*Form::new(number, &self.p).as_montgomery().as_words())
    }

    fn square_times(&self, a: &Element, times: u32) -> Element {
        let mut a = a.clone();
        for _ in 0..times {
            a = Element(self.products.square(&a.0));
        }
        a
    }

    /// Places of digits that are in a chain in all, and in its first part.
    fn places(&self) -> (usize, usize) {
        let places = |bits: u32| bits.div_ceil(self.chain_width) as usize;
        (places(self.q_bits), places(SHORT.min(self.q_bits)))
    }

    fn low<'b>(&self, b: &'b Base) -> &'b [Element] {
        b.low.get_or_init(|| {
            let mut chain = vec![b.element.clone()];
            self.prolong(&mut chain, self.places().1 - 1);
            chain
        })
    }

    fn high<'b>(&self, b: &'b Base) -> &'b [Element] {
        b.high.get_or_init(|| {
            let (places, low) = self.places();
            let mut chain: Vec<Element> = self.low(b).last().cloned().into_iter().collect();
            self.prolong(&mut chain, places - low);
            chain.remove(0);
            chain
        })
    }

    /// Adds the next powers to a chain.
    fn prolong(&self, chain: &mut Vec<Element>, number: usize) {
        for _ in 0..number {
            let next = chain.last().map(|x| self.square_times(x, self.chain_width));
            chain.extend(next);
        }
    }

    fn scalar_form(&self, s: &Number) -> Form {
        Form::new(s, &self.q)
    }

    fn q_nonzero(&self) -> NonZero<Number> {
        self.q.modulus().as_nz_ref().to_owned()
    }
}

/// Digits of `width` bits, least significant first, as many as `bits` asks for.
fn digits(s: &Number, bits: u32, width: u32) -> impl Iterator<Item = usize> {
    let words: [u64; LIMBS] = *s.as_words();
    (0..bits.div_ceil(width)).map(move |i| {
        let at = i * width;
        let (word, shift) = ((at / 64) as usize, at % 64);
        let mut value = words[word] >> shift;
        if shift + width > 64 && word + 1 < LIMBS {
            value |= words[word + 1] << (64 - shift);
        }
        (value & ((1 << width) - 1)) as usize
    })
}

/// Odd digits of at most `width` bits with the place of their lowest bit, from below; between them are zeros.
fn windows(s: &Number, width: u32) -> impl Iterator<Item = (u32, usize)> {
    let bits = s.bit_width_vartime();
    let words: [u64; LIMBS] = *s.as_words();
    let mut at = 0;
    std::iter::from_fn(move || {
        let word = |i: u32| words.get(i as usize).copied().unwrap_or(0);
        while at < bits && word(at / 64) >> (at % 64) & 1 == 0 {
            at += 1;
        }
        (at < bits).then(|| {
            let (i, shift) = (at / 64, at % 64);
            let above = if shift > 0 { word(i + 1) << (64 - shift) } else { 0 };
            let digit = (word(i) >> shift | above) & ((1 << width) - 1);
            let place = at;
            at += width;
            (place, digit as usize)
        })
    })
}

fn make_table(products: &Modulus, base: &Element, bits: u32, width: u32) -> Fixed {
    let mut table = Vec::with_capacity((bits.div_ceil(width) as usize) << width);
    let mut place = base.clone();
    for _ in 0..bits.div_ceil(width) {
        let mut power = place.clone();
        for _ in 1..(1 << width) {
            table.push(power.clone());
            power = Element(products.mul(&power.0, &place.0));
        }
        place = power;
    }
    Fixed(table)
}

impl Group for FiniteField {
    type Element = Element;
    type Scalar = Number;
    type Base = Base;
    type Fixed = Fixed;

    fn name(&self) -> GroupName {
        self.name
    }

    fn one(&self) -> Element {
        self.one.clone()
    }

    fn generator(&self) -> Element {
        self.generator.clone()
    }

    fn mul(&self, a: &Element, b: &Element) -> Element {
        Element(self.products.mul(&a.0, &b.0))
    }

    fn inverse(&self, a: &Element) -> Element {
        let inverse: Option<Form> = self.form(a).invert_vartime().into();
        // Only zero has none, and zero is never read.
        inverse.map_or_else(|| self.one(), |i| Element(*i.as_montgomery().as_words()))
    }

    fn read(&self, text: &str) -> Option<Element> {
        let number = decimal::read(text)?;
        let fits = number != Number::ZERO && number.cmp_vartime(self.p.modulus().as_ref()).is_lt();
        fits.then(|| self.element(&number))
    }

    fn write(&self, a: &Element) -> String {
        decimal::write(&self.number(a))
    }

    fn order_key(&self, a: &Element) -> Vec<u8> {
        self.number(a).to_be_bytes().as_ref().to_vec()
    }

    fn base(&self, a: &Element) -> Base {
        Base { element: a.clone(), low: OnceLock::new(), high: OnceLock::new() }
    }

    fn base_of_product(&self, product: &Element, parts: &[&Base], short: bool) -> Base {
        // (∏ x_j)^(2^(w·i)) = ∏ x_j^(2^(w·i)): products of the chains instead of w squarings for each place, a squaring
        // costing about three quarters of a product.
        let base = self.base(product);
        if parts.is_empty() || 4 * parts.len() > 3 * self.chain_width as usize {
            return base;
        }
        let multiply = |chains: Vec<&[Element]>| -> Vec<Element> {
            let rest = &chains[1..];
            let place = |(i, x): (usize, &Element)| rest.iter().fold(x.clone(), |p, chain| self.mul(&p, &chain[i]));
            chains[0].iter().enumerate().map(place).collect()
        };
        let low = multiply(parts.iter().map(|part| self.low(part)).collect()).into();
        let high =
            if short { OnceLock::new() } else { multiply(parts.iter().map(|part| self.high(part)).collect()).into() };
        Base { low, high, ..base }
    }

    fn fixed(&self, a: &Element) -> Fixed {
        make_table(&self.products, a, self.q_bits, self.table_width)
    }

    fn generator_fixed(&self) -> &Fixed {
        &self.generator_fixed
    }

    fn is_member(&self, a: &Base) -> bool {
        match self.name {
            // p is a safe prime: the subgroup is that of the squares (Euler's criterion).
            GroupName::Rfc3526 => self.form(&a.element).jacobi_symbol_vartime() == JacobiSymbol::One,
            _ => self.power(a, self.q.modulus().as_ref()) == self.one,
        }
    }

    fn commit(&self, f: &Fixed, s: &Number, b: &Base, t: &Number) -> Element {
        self.mul(&self.fixed_power(f, s), &self.power(b, t))
    }

    fn commits(&self, f: &Fixed, b: &Base, all: &[(&Number, &Number, u64)]) -> Vec<Element> {
        let Some(((_, last, _), others)) = all.split_last() else { return Vec::new() };
        let mut powers: Vec<Element> = others.iter().map(|(_, t, _)| self.power(b, t)).collect();
        let sum = all.iter().fold(Number::ZERO, |sum, (_, t, _)| self.scalar_add(&sum, t));
        let short = sum.bit_width_vartime() <= SHORT && self.q_bits > 2 * SHORT;
        let product = if short { powers.iter().cloned().reduce(|p, e| self.mul(&p, &e)) } else { None };
        powers.push(match product {
            // b^t = b^(sum of all)/∏ b^(the others): b is of order q.
            Some(product) => self.mul(&self.power(b, &sum), &self.inverse(&product)),
            None => self.power(b, last),
        });
        let commit = |((s, t, m), power): (&(&Number, &Number, u64), Element)| {
            let commitment = self.mul(&self.fixed_power(f, s), &power);
            self.shift(commitment, t, *m)
        };
        all.iter().zip(powers).map(commit).collect()
    }

    fn power(&self, b: &Base, t: &Number) -> Element {
        let mut buckets: Vec<Option<Element>> = vec![None; 1 << self.chain_width];
        let (low, bits) = (self.low(b), t.bit_width_vartime());
        let high = if bits > SHORT { self.high(b) } else { &[] };
        for (digit, place) in digits(t, bits, self.chain_width).zip(low.iter().chain(high)) {
            if digit > 0 {
                let sum = buckets[digit].as_ref().map_or_else(|| place.clone(), |e| self.mul(e, place));
                buckets[digit] = Some(sum);
            }
        }
        // ∏ bucket_d^d = ∏_d (bucket_d·…·bucket_top).
        let mut running: Option<Element> = None;
        let mut total: Option<Element> = None;
        for bucket in buckets[1..].iter().rev() {
            if let Some(e) = bucket {
                running = Some(running.map_or_else(|| e.clone(), |r| self.mul(&r, e)));
            }
            if let Some(r) = &running {
                total = Some(total.map_or_else(|| r.clone(), |t| self.mul(&t, r)));
            }
        }
        total.unwrap_or_else(|| self.one())
    }

    fn fixed_power(&self, f: &Fixed, s: &Number) -> Element {
        let row = (1usize << self.table_width) - 1;
        let mut total: Option<Element> = None;
        for (i, digit) in digits(s, self.q_bits, self.table_width).enumerate() {
            if digit > 0 {
                let e = &f.0[i * row + digit - 1];
                total = Some(total.map_or_else(|| e.clone(), |t| self.mul(&t, e)));
            }
        }
        total.unwrap_or_else(|| self.one())
    }

    fn product_of_powers(&self, all: &[(Element, Number)]) -> Element {
        // Straus (1964): one row of squarings for all; digits are odd, at any place (sliding windows, Knuth, *The Art of
        // Computer Programming* 2, 4.6.3), so that tables hold odd powers only.
        let bits = all.iter().map(|(_, s)| s.bit_width_vartime()).max().unwrap_or(0);
        let mut rows: Vec<Vec<(usize, usize)>> = vec![Vec::new(); bits as usize];
        let mut tables: Vec<Vec<Element>> = Vec::with_capacity(all.len());
        for (a, s) in all {
            let mut top = 0;
            for (at, digit) in windows(s, if s.bit_width_vartime() > 512 { 6 } else { 4 }) {
                rows[at as usize].push((tables.len(), digit / 2));
                top = top.max(digit / 2);
            }
            let square = Element(self.products.square(&a.0));
            let mut odd = vec![a.clone()];
            for i in 0..top {
                odd.push(self.mul(&odd[i], &square));
            }
            tables.push(odd);
        }
        let mut total: Option<Element> = None;
        for row in rows.iter().rev() {
            total = total.map(|t| Element(self.products.square(&t.0)));
            for e in row.iter().map(|(table, i)| &tables[*table][*i]) {
                total = Some(total.map_or_else(|| e.clone(), |t| self.mul(&t, e)));
            }
        }
        total.unwrap_or_else(|| self.one())
    }

    fn secret_power(&self, a: &Element, s: &Number) -> Element {
        Element(*self.form(a).pow_bounded_exp(s, self.q_bits).as_montgomery().as_words())
    }

    fn read_scalar(&self, text: &str) -> Option<Number> {
        let number = decimal::read(text)?;
        number.cmp_vartime(self.q.modulus().as_ref()).is_lt().then_some(number)
    }

    fn write_scalar(&self, s: &Number) -> String {
        decimal::write(s)
    }

    fn scalar(&self, value: u64) -> Number {
        Number::from_u64(value)
    }

    fn scalar_add(&self, a: &Number, b: &Number) -> Number {
        a.add_mod(b, &self.q_nonzero())
    }

    fn scalar_sub(&self, a: &Number, b: &Number) -> Number {
        a.sub_mod(b, &self.q_nonzero())
    }

    fn scalar_mul(&self, a: &Number, b: &Number) -> Number {
        self.scalar_form(a).mul(&self.scalar_form(b)).retrieve()
    }

    fn scalar_inverse(&self, a: &Number) -> Number {
        let inverse: Option<Form> = self.scalar_form(a).invert().into();
        inverse.map_or(Number::ZERO, |i| i.retrieve())
    }

    fn reduce(&self, bytes: &[u8]) -> Number {
        let mut wide = [0u8; LIMBS * 8];
        let start = wide.len() - bytes.len().min(64);
        wide[start..].copy_from_slice(&bytes[bytes.len() - bytes.len().min(64)..]);
        let number = Number::from_be_slice(&wide);
        wide.zeroize();
        number.rem(&self.q_nonzero())
    }

    fn random(&self, random: &mut dyn Random) -> Number {
        // By rejection: how many draws were refused says nothing of the one that was taken.
        let length = self.q_bits.div_ceil(8) as usize;
        let mut wide = [0u8; LIMBS * 8];
        loop {
            let start = wide.len() - length;
            random.fill(&mut wide[start..]);
            if !self.q_bits.is_multiple_of(8) {
                wide[start] &= (1 << (self.q_bits % 8)) - 1;
            }
            let number = Number::from_be_slice(&wide);
            wide.zeroize();
            if number.cmp_vartime(self.q.modulus().as_ref()).is_lt() {
                return number;
            }
        }
    }

    fn independent(&self, i: i64) -> Option<Element> {
        let start =
            Number::from_be_slice(&[&[0u8; LIMBS * 8 - 32][..], &hash::sha256(&format!("ggen|{i}"))].concat());
        let h = self.form(&self.element(&start)).pow_vartime(&self.cofactor);
        let h = Element(*h.as_montgomery().as_words());
        let usable = h.0 != [0; LIMBS] && h != self.one && h != self.generator;
        usable.then_some(h)
    }

    fn embed(&self, values: &[u8]) -> Option<Element> {
        if self.name != GroupName::Rfc3526 || values.len() > self.name.embedding_limit() {
            return None;
        }
        if values.iter().all(|v| *v == 0) {
            return Some(self.one());
        }
        // values, then eight bits of padding to count in.
        let mut wide = [0u8; LIMBS * 8];
        let start = wide.len() - 1 - values.len();
        wide[start..LIMBS * 8 - 1].copy_from_slice(values);
        let mut number = Number::from_be_slice(&wide);
        loop {
            let candidate = self.element(&number);
            if self.form(&candidate).jacobi_symbol_vartime() == JacobiSymbol::One {
                return Some(candidate);
            }
            number = number.wrapping_add(&Number::ONE);
        }
    }

    fn decode(&self, a: &Element, count: usize) -> Vec<u8> {
        let bytes = self.order_key(a);
        let end = bytes.len() - 1;
        bytes[end.saturating_sub(count)..end].to_vec()
    }
}
