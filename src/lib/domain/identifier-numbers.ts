/** The check digits and letters of the numbers that point to one person. Pure arithmetic over texts whose separators are gone. */

/** Weights 10 to 2 of the first nine digits. */
function weighted(digits: string): number {
	let sum = 0;
	for (let at = 0; at < 9; at += 1) sum += Number(digits[at]) * (10 - at);
	return sum;
}

/**
 * Whether ten digits are an NHS number: the weighted sum's remainder by 11, taken from 11, is the last digit; 11 counts as 0, and 10 is
 * never given out (NHS Data Model and Dictionary, attribute "NHS NUMBER").
 */
export function isNhsNumber(digits: string): boolean {
	if (!/^\d{10}$/.test(digits) || /^(\d)\1{9}$/.test(digits)) return false;
	return (11 - (weighted(digits) % 11)) % 11 === Number(digits[9]);
}

/**
 * Whether ten digits are a unique learner number: the first is not 0, and all ten, weighted 10 to 1, leave the remainder 10 by 11. No
 * NHS number is one too (HESA student record, field ULN, after the Learning Records Service).
 */
export function isUln(digits: string): boolean {
	return /^[1-9]\d{9}$/.test(digits) && (weighted(digits) + Number(digits[9])) % 11 === 10;
}

/** The letters of a UPN: I, O and S are not used. */
const UPN_LETTERS = 'ABCDEFGHJKLMNPQRTUVWXYZ';

/**
 * Whether thirteen characters (capitals) are a unique pupil number, permanent or temporary: places 2 to 13, each times its place, leave
 * by 23 the number of the check letter in front; a temporary one's last letter counts as its own number (Department for Education,
 * "Unique pupil numbers (UPNs)"; school census error 1510; UK Government Data Standards Catalogue, Unique Pupil Number 2.0).
 */
export function isUpn(characters: string): boolean {
	if (!/^[A-HJ-NP-RT-Z]\d{11}[\dA-HJ-NP-RT-Z]$/.test(characters)) return false;
	let sum = 0;
	for (let at = 1; at < 13; at += 1) {
		const character = characters.charAt(at);
		sum += (at + 1) * (/\d/.test(character) ? Number(character) : UPN_LETTERS.indexOf(character));
	}
	return UPN_LETTERS.charAt(sum % 23) === characters.charAt(0);
}

/**
 * Whether nine characters (capitals) are a National Insurance number: two letters that are given out, six digits, A to D (HMRC,
 * National Insurance Manual NIM39110).
 */
export function isNiNumber(characters: string): boolean {
	return /^(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]\d{6}[A-D]$/.test(characters);
}

/** The 124 letters with which a postcode of the United Kingdom begins (Royal Mail, Programmers' Guide to the Postcode Address File). */
const POSTCODE_AREAS = new Set(
	(
		'AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN EX FK FY ' +
		'G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE NG NN NP NR NW ' +
		'OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA WC ' +
		'WD WF WN WR WS WV YO ZE'
	).split(' ')
);

/** Whether two halves (capitals) are a postcode: a known area, and an inward half without C, I, K, M, O and V (the same guide). */
export function isPostcode(outward: string, inward: string): boolean {
	const area = /^([A-Z]{1,2})\d[A-Z\d]?$/.exec(outward)?.[1];
	return area !== undefined && POSTCODE_AREAS.has(area) && /^\d[ABD-HJLNP-UW-Z]{2}$/.test(inward);
}
