/** Points of Student's distribution, for intervals around means of few values. */

/** Lanczos' approximation (g = 7, nine terms; Godfrey 2001): the logarithm of the gamma function for x > 0, to 15 digits. */
const LANCZOS_FIRST = 0.99999999999980993;
const LANCZOS: readonly number[] = [
	676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905,
	-0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7
];

function logGamma(x: number): number {
	const sum = LANCZOS.reduce((total, term, at) => total + term / (x + at), LANCZOS_FIRST);
	const t = x + 6.5;
	return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(sum);
}

/**
 * Gives the regularised incomplete beta function I_x(a, b), from 0 to 1, for a and b above 0: the chance that a beta variable is x or
 * less. By its continued fraction (Abramowitz and Stegun 1964, 26.5.8, evaluated by Lentz's method).
 */
export function incompleteBeta(x: number, a: number, b: number): number {
	if (x <= 0) return 0;
	if (x >= 1) return 1;
	// The fraction converges fast only below the mean; above it the mirror image does.
	if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
	const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x)) / a;
	const away = (value: number) => (Math.abs(value) < 1e-300 ? 1e-300 : value);
	let c = 1;
	let d = 1 / away(1 - ((a + b) * x) / (a + 1));
	let fraction = d;
	for (let m = 1; m < 1_000; m++) {
		const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
		d = 1 / away(1 + even * d);
		c = away(1 + even / c);
		fraction *= d * c;
		const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
		d = 1 / away(1 + odd * d);
		c = away(1 + odd / c);
		fraction *= d * c;
		if (Math.abs(d * c - 1) < 1e-14) break;
	}
	return front * fraction;
}

/**
 * Gives the 97.5 % point of Student's t distribution with so many degrees of freedom (any number above 0, whole or not), to nine
 * digits, by halving the range that holds it. Throws a RangeError where there are none.
 */
export function student975(degrees: number): number {
	if (!(degrees > 0)) throw new RangeError(`${degrees} degrees of freedom`);
	// P(|T| > t) = I_x(degrees / 2, 1 / 2) with x = degrees / (degrees + t^2).
	const outside = (t: number) => incompleteBeta(degrees / (degrees + t * t), degrees / 2, 0.5);
	let low = 0;
	let high = 1;
	while (outside(high) > 0.05) high *= 2;
	for (let step = 0; step < 60; step++) {
		const middle = (low + high) / 2;
		if (outside(middle) > 0.05) low = middle;
		else high = middle;
	}
	return (low + high) / 2;
}
