//! Prime-order subgroups of a 2048-bit prime field.
//!
//! Products are our own (`montgomery`), in constant time. A base with many secret exponents has a [`Comb`]; other powers
//! with a secret exponent, inverses and scalars are computed by `crypto-bigint`. Of public exponents, a base with a few has the chain of its powers x^(2^(w·i)) and [`Buckets`]. A base that comes again and again has its powers
//! x^(2^i), which go into the same buckets as those of the other base; where exponents are short and powers very many, it
//! gets a table of all digits (E. Brickell et al., *EUROCRYPT* 1992), which costs more than it saves where they are as
//! long as p.

use super::buckets::{Buckets, digits, times, windows};
use super::comb::Comb;
use super::decimal::{self, LIMBS, Number};
use super::montgomery::{FORM, Modulus, Words, split};
use super::{Group, GroupName, constants};
use crate::hash;
use crate::random::Random;
use crypto_bigint::modular::{FixedMontyForm, FixedMontyParams};
use crypto_bigint::{JacobiSymbol, NonZero, Odd};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{LazyLock, OnceLock};
use zeroize::Zeroize as _;

type Form = FixedMontyForm<LIMBS>;
type Params = FixedMontyParams<LIMBS>;

/// A subgroup of order q of the field of p elements.
pub struct FiniteField {
    name: GroupName,
    p: Params,
    products: Modulus,
    /// 2^(2·FORM) mod p: times this, a number becomes its Montgomery form.
    into_form: Words,
    q: Params,
    q_bits: u32,
    cofactor: Number,
    one: Element,
    generator: Element,
    /// Width in bits of the digits in chains and windows.
    chain_width: u32,
    /// Width in bits of the digits in tables; 0 where exponents are long and there are none.
    table_width: u32,
    generator_fixed: LazyLock<Fixed, Box<dyn FnOnce() -> Fixed + Send>>,
    generator_comb: OnceLock<Comb>,
}

/// An element in Montgomery form, below p.
#[derive(Clone, PartialEq)]
pub struct Element(Words);

/// Bits of a hash. Most challenges are one, or sum up to one, and are shorter than q.
const SHORT: u32 = 256;

/// An element and, as far as powers of it were asked for, the chain of its powers x^(2^(w·i)): what exponents of
/// [`SHORT`] bits need, and the rest.
pub struct Base {
    element: Element,
    low: OnceLock<Vec<Words>>,
    high: OnceLock<Vec<Words>>,
}

/// Exponents of f, b and g in f^s · b^t · g^u.
type Exponents = (Number, Number, Number);

/// A base that comes again and again.
pub struct Fixed {
    /// x^(2^i).
    doubled: Vec<Words>,
    /// x^(d·2^(w·i)) for every digit d ≥ 1 and every place i, once [`TABLE_FROM`] powers were asked for.
    table: OnceLock<Vec<Words>>,
    powers: AtomicU32,
}

/// Powers of a base from which on its table is used. It costs 8,160 products and saves 35 of each power: by then about as
/// much was spent without it.
const TABLE_FROM: u32 = 233;

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
    LazyLock::new(|| FiniteField::new(GroupName::Rfc3526, constants::RFC3526_P, constants::RFC3526_Q, "2", 6, 0));

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
        let products = Modulus::new(p.modulus().as_ref());
        // 2^FORM and 2^(2·FORM) mod p.
        let two_to =
            |n: u32| split(&Form::new(&Number::from_u64(2), &p).pow_vartime(&Number::from_u32(n)).retrieve());
        let into_form = two_to(2 * FORM);
        let one = Element(two_to(FORM));
        let generator = Element(products.reduced(&products.mul(&split(&constant(g)), &into_form)));
        let p_minus_1 = p.modulus().as_ref().wrapping_sub(&Number::ONE);
        let cofactor = match Option::<NonZero<Number>>::from(NonZero::new(*q.modulus().as_ref())) {
            Some(q) => p_minus_1.div_rem_vartime(&q).0,
            None => Number::ONE,
        };
        let q_bits = q.modulus().as_ref().bit_width_vartime();
        let (modulus, base) = (products.clone(), generator.clone());
        let generator_fixed = move || Fixed::new(&modulus, &base, q_bits);
        Self {
            name,
            p,
            products,
            into_form,
            q,
            q_bits,
            cofactor,
            one,
            generator,
            chain_width,
            table_width,
            generator_fixed: LazyLock::new(Box::new(generator_fixed)),
            generator_comb: OnceLock::new(),
        }
    }

    /// For the other arithmetic.
    fn form(&self, a: &Element) -> Form {
        Form::new(&self.number(a), &self.p)
    }

    fn number(&self, a: &Element) -> Number {
        self.products.number(&a.0)
    }

    fn element(&self, number: &Number) -> Element {
        self.whole(&self.products.mul(&split(number), &self.into_form))
    }

    /// The element that a product is.
    fn whole(&self, a: &Words) -> Element {
        Element(self.products.reduced(a))
    }

    /// The element that a product is, one if it is none.
    fn result(&self, product: Option<Words>) -> Element {
        product.map_or_else(|| self.one(), |product| self.whole(&product))
    }

    /// Whether a number below p is a square modulo p.
    fn is_square(&self, number: &Number) -> bool {
        number.jacobi_symbol_vartime(self.p.modulus()) == JacobiSymbol::One
    }

    /// Whether exponents are much longer than hashes.
    const fn is_long(&self) -> bool {
        self.q_bits > 2 * SHORT
    }

    /// Places of digits that are in a chain in all, and in its first part.
    fn places(&self) -> (usize, usize) {
        let places = |bits: u32| bits.div_ceil(self.chain_width) as usize;
        (places(self.q_bits), places(SHORT.min(self.q_bits)))
    }

    fn low<'b>(&self, b: &'b Base) -> &'b [Words] {
        b.low.get_or_init(|| {
            let mut chain = vec![b.element.0];
            self.prolong(&mut chain, self.places().1 - 1);
            chain
        })
    }

    fn high<'b>(&self, b: &'b Base) -> &'b [Words] {
        b.high.get_or_init(|| {
            let (places, low) = self.places();
            let mut chain: Vec<Words> = self.low(b).last().copied().into_iter().collect();
            self.prolong(&mut chain, places - low);
            chain.remove(0);
            chain
        })
    }

    /// Adds the next powers to a chain.
    fn prolong(&self, chain: &mut Vec<Words>, number: usize) {
        for _ in 0..number {
            let next = chain.last().map(|x| (0..self.chain_width).fold(*x, |x, _| self.products.square(&x)));
            chain.extend(next);
        }
    }

    /// Multiplies each product with its power b^t. A chain that is not there yet is made on the way: then digits may stand
    /// at any place, and are fewer.
    fn put_powers(&self, all: &mut [Buckets<'_>], b: &Base, exponents: &[&Number]) {
        let bits = exponents.iter().map(|t| t.bit_width_vartime()).max().unwrap_or(0);
        let beyond = bits > SHORT;
        if bits == 0 {
            return;
        }
        if b.low.get().is_some() && (!beyond || b.high.get().is_some()) || !self.is_long() {
            let (low, high) = (self.low(b), if beyond { self.high(b) } else { &[] });
            for (buckets, t) in all.iter_mut().zip(exponents) {
                for (digit, place) in digits(t, t.bit_width_vartime(), self.chain_width).zip(low.iter().chain(high)) {
                    buckets.put(digit, place);
                }
            }
            return;
        }
        let mut wanted: Vec<Vec<(usize, usize)>> = vec![Vec::new(); bits as usize];
        for (of, t) in exponents.iter().enumerate() {
            for (place, digit) in windows(t, self.chain_width) {
                wanted[place as usize].push((of, digit));
            }
        }
        let (places, low) = self.places();
        let mut chain = Vec::with_capacity(places);
        let mut x = b.element.0;
        for place in 0..if beyond { self.q_bits } else { SHORT } {
            if place > 0 {
                x = self.products.square(&x);
            }
            if place % self.chain_width == 0 {
                chain.push(x);
            }
            for (of, digit) in wanted.get(place as usize).into_iter().flatten() {
                all[*of].put(*digit, &x);
            }
        }
        let high = chain.split_off(low);
        if beyond {
            let _made_before = b.high.set(high);
        }
        let _made_before = b.low.set(chain);
    }

    fn buckets(&self) -> Buckets<'_> {
        Buckets::new(&self.products, self.chain_width)
    }

    /// f^s · b^t · g^u of each.
    fn rebuilt(&self, f: &Fixed, b: &Base, all: &[Exponents]) -> Vec<Element> {
        let mut found = Vec::with_capacity(all.len());
        // A few at a time: buckets are large.
        for all in all.chunks(16) {
            let mut buckets: Vec<_> = all.iter().map(|_| self.buckets()).collect();
            let ts: Vec<&Number> = all.iter().map(|(_, t, _)| t).collect();
            self.put_powers(&mut buckets, b, &ts);
            for (buckets, (s, _, u)) in buckets.iter_mut().zip(all) {
                self.put_fixed(buckets, f, s);
                if *u != Number::ZERO {
                    self.put_fixed(buckets, &self.generator_fixed, u);
                }
            }
            found.extend(buckets.iter().map(|buckets| self.result(buckets.product())));
        }
        found
    }

    /// −m·t.
    fn shifting(&self, t: &Number, m: u64) -> Number {
        if m == 0 { Number::ZERO } else { self.scalar_neg(&self.scalar_mul(&self.scalar(m), t)) }
    }

    /// x^(d·2^(w·i)) for every digit d ≥ 1 and every place i.
    fn table(&self, f: &Fixed) -> Vec<Words> {
        let mut table = Vec::with_capacity((self.q_bits.div_ceil(self.table_width) as usize) << self.table_width);
        for x in f.doubled.iter().step_by(self.table_width as usize) {
            let mut power = *x;
            for _ in 1..(1 << self.table_width) {
                table.push(power);
                power = self.products.mul(&power, x);
            }
        }
        table
    }

    /// f^s from the table of f.
    fn table_power(&self, table: &[Words], s: &Number) -> Option<Words> {
        let row = (1usize << self.table_width) - 1;
        let mut total = None;
        for (i, digit) in digits(s, self.q_bits, self.table_width).enumerate() {
            if digit > 0 {
                times(&self.products, &mut total, &table[i * row + digit - 1]);
            }
        }
        total
    }

    /// Multiplies a product with f^s.
    fn put_fixed(&self, buckets: &mut Buckets<'_>, f: &Fixed, s: &Number) {
        if !self.is_long() && f.powers.fetch_add(1, Ordering::Relaxed) >= TABLE_FROM {
            if let Some(power) = self.table_power(f.table.get_or_init(|| self.table(f)), s) {
                buckets.put(1, &power);
            }
            return;
        }
        for (place, digit) in windows(s, self.chain_width) {
            buckets.put(digit, &f.doubled[place as usize]);
        }
    }

    fn scalar_form(&self, s: &Number) -> Form {
        Form::new(s, &self.q)
    }

    fn q_nonzero(&self) -> NonZero<Number> {
        self.q.modulus().as_nz_ref().to_owned()
    }
}

impl Fixed {
    fn new(modulus: &Modulus, base: &Element, bits: u32) -> Self {
        let mut x = base.0;
        let doubled = (0..bits).map(|place| {
            if place > 0 {
                x = modulus.square(&x);
            }
            x
        });
        Self { doubled: doubled.collect(), table: OnceLock::new(), powers: AtomicU32::new(0) }
    }
}

impl Group for FiniteField {
    type Element = Element;
    type Scalar = Number;
    type Base = Base;
    type Fixed = Fixed;
    type Comb = Comb;

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
        self.whole(&self.products.mul(&a.0, &b.0))
    }

    fn inverse(&self, a: &Element) -> Element {
        let inverse: Option<Form> = self.form(a).invert_vartime().into();
        // Only zero has none, and zero is never read.
        inverse.map_or_else(|| self.one(), |i| self.element(&i.retrieve()))
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
        // costing about four fifths of a product.
        let base = self.base(product);
        if parts.is_empty() || 5 * (parts.len() - 1) > 4 * self.chain_width as usize {
            return base;
        }
        let multiply = |chains: Vec<&[Words]>| -> Vec<Words> {
            let rest = &chains[1..];
            let place = |(i, x): (usize, &Words)| rest.iter().fold(*x, |p, chain| self.products.mul(&p, &chain[i]));
            chains[0].iter().enumerate().map(place).collect()
        };
        let low = multiply(parts.iter().map(|part| self.low(part)).collect()).into();
        let high =
            if short { OnceLock::new() } else { multiply(parts.iter().map(|part| self.high(part)).collect()).into() };
        Base { low, high, ..base }
    }

    fn fixed(&self, a: &Element) -> Fixed {
        Fixed::new(&self.products, a, self.q_bits)
    }

    fn generator_fixed(&self) -> &Fixed {
        &self.generator_fixed
    }

    fn is_member(&self, a: &Base) -> bool {
        match self.name {
            // p is a safe prime: the subgroup is that of the squares (Euler's criterion).
            GroupName::Rfc3526 => self.is_square(&self.number(&a.element)),
            _ => self.power(a, self.q.modulus().as_ref()) == self.one,
        }
    }

    fn commit(&self, f: &Fixed, s: &Number, b: &Base, t: &Number) -> Element {
        self.commit_shifted(f, s, b, t, 0)
    }

    fn commit_shifted(&self, f: &Fixed, s: &Number, b: &Base, t: &Number, m: u64) -> Element {
        let mut one = self.rebuilt(f, b, &[(*s, *t, self.shifting(t, m))]);
        one.pop().unwrap_or_else(|| self.one())
    }

    fn commits(&self, f: &Fixed, b: &Base, all: &[(&Number, &Number, u64)]) -> Vec<Element> {
        let mut wanted: Vec<Exponents> = all.iter().map(|(s, t, m)| (**s, **t, self.shifting(t, *m))).collect();
        let sum = wanted.iter().copied().reduce(|(s, t, u), (s2, t2, u2)| {
            (self.scalar_add(&s, &s2), self.scalar_add(&t, &t2), self.scalar_add(&u, &u2))
        });
        let sum = sum.filter(|(_, t, _)| wanted.len() > 1 && t.bit_width_vartime() <= SHORT && self.is_long());
        // f and b are of order q: the last is the product of all, whose exponent of b is short, without the others.
        if let (Some(last), Some(sum)) = (wanted.last_mut(), sum) {
            *last = sum;
        }
        let mut found = self.rebuilt(f, b, &wanted);
        if let (Some((last, others)), Some(_)) = (found.split_last_mut(), sum) {
            let mut product = None;
            for other in others {
                times(&self.products, &mut product, &other.0);
            }
            *last = self.div(last, &self.result(product));
        }
        found
    }

    fn power(&self, b: &Base, t: &Number) -> Element {
        let mut buckets = [self.buckets()];
        self.put_powers(&mut buckets, b, &[t]);
        self.result(buckets[0].product())
    }

    fn fixed_power(&self, f: &Fixed, s: &Number) -> Element {
        let mut buckets = self.buckets();
        self.put_fixed(&mut buckets, f, s);
        self.result(buckets.product())
    }

    fn product_of_powers(&self, all: &[(Element, Number)]) -> Element {
        // Straus (1964): one row of squarings for all; digits are odd, at any place (sliding windows, Knuth, *The Art of
        // Computer Programming* 2, 4.6.3), so that tables hold odd powers only.
        let bits = all.iter().map(|(_, s)| s.bit_width_vartime()).max().unwrap_or(0);
        let mut rows: Vec<Vec<(usize, usize)>> = vec![Vec::new(); bits as usize];
        let mut tables: Vec<Vec<Words>> = Vec::with_capacity(all.len());
        for (a, s) in all {
            let mut top = 0;
            for (at, digit) in windows(s, if s.bit_width_vartime() > 512 { 6 } else { 4 }) {
                rows[at as usize].push((tables.len(), digit / 2));
                top = top.max(digit / 2);
            }
            let square = self.products.square(&a.0);
            let mut odd = vec![a.0];
            for i in 0..top {
                odd.push(self.products.mul(&odd[i], &square));
            }
            tables.push(odd);
        }
        let mut total: Option<Words> = None;
        for row in rows.iter().rev() {
            if let Some(total) = &mut total {
                *total = self.products.square(total);
            }
            for (table, i) in row {
                times(&self.products, &mut total, &tables[*table][*i]);
            }
        }
        self.result(total)
    }

    fn secret_power(&self, a: &Element, s: &Number) -> Element {
        self.element(&self.form(a).pow_bounded_exp(s, self.q_bits).retrieve())
    }

    fn comb(&self, a: &Element) -> Comb {
        Comb::new(&self.products, &self.one.0, &a.0, self.q_bits)
    }

    fn comb_power(&self, c: &Comb, s: &Number) -> Element {
        self.whole(&c.power(&self.products, &self.one.0, s))
    }

    fn secret_generator_power(&self, s: &Number) -> Element {
        self.comb_power(self.generator_comb.get_or_init(|| self.comb(&self.generator)), s)
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
        let h = Form::new(&start, &self.p).pow_vartime(&self.cofactor);
        let zero = h.retrieve() == Number::ZERO;
        let h = self.element(&h.retrieve());
        let usable = !zero && h != self.one && h != self.generator;
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
            if self.is_square(&number) {
                return Some(self.element(&number));
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
