/**
 * What identifies a child in the demonstration's `person` file: made up, and only there. The tool drops all of it while reading.
 * UPNs carry a right check letter under local authority number 990, which nobody has; postcodes lie in ZZ, an area without streets.
 */
import { integer, pick, type Random } from '#lib/domain/random.ts';

export type Sex = 'F' | 'M';

const forenames: Readonly<Record<Sex, string>> = {
	F: `Abiola Adaeze Aisha Alba Anya Aria Bea Blessing Celeste Chiamaka Cleo Dalia Delphi Ebele Effie Elodie Esme Farah Fern Fleur
		Hania Imani Indira Iris Jaya Juno Kadija Kiara Lena Liba Lumi Maeve Maia Marnie Mina Nell Niamh Nour Odette Oriana Petra Rania
		Rosa Safiya Senna Shanti Suki Tamsin Thandi Wren Xanthe Yara Zofia Zora`,
	M: `Abdi Ade Aidan Alek Amari Anton Arlo Ashraf Bashir Benoit Bram Caspian Cormac Dawud Dele Dmitri Eben Emre Enzo Ezra Farouk Felix
		Gael Hamza Idris Ike Ivo Jalen Jin Joaquin Kaan Kofi Kwame Lev Linus Luca Malachi Mateo Milan Musa Nico Obinna Otis Pavel Quincy
		Rafi Ronan Sandro Sefa Tariq Tobi Viktor Yusuf Zaki Zephyr`
};

/** Invented by joining syllables, so that they are nobody's. */
const beginnings =
	'Ald Bron Cald Dun Ester Fal Gren Hol Ister Kel Lam Mar Nor Ost Pel Quar Rav Sel Tor Ul Ver Wend Yor Zan';
const endings =
	'abek adine agoro akesi alani amund andike areva ashwin eboa edrin elami endov eroso iband idris ikoro imbel indal orran ovik';

const ethnicities =
	'WBRI WBRI WBRI WOTH WOTH WIRI BAFR BAFR BAFR BCRB BCRB BOTH MWBC MWBA MWAS MOTH AIND APKN ABAN AOTH CHNE OOTH REFU NOBT';

const girls = forenames.F.split(/\s+/);
const boys = forenames.M.split(/\s+/);
const starts = beginnings.split(' ');
const ends = endings.split(' ');
const groups = ethnicities.split(' ');

export interface ChildIdentity {
	readonly surname: string;
	readonly forename: string;
	readonly postcode: string;
	readonly upn: string;
	readonly uln: string;
	readonly ethnicity: string;
}

/** The letters a UPN's check can be: no I, O or S. */
const CHECK_LETTERS = 'ABCDEFGHJKLMNPQRTUVWXYZ';

/** Gives the UPN of twelve digits: weights 2 to 13, remainder by 23 (DfE, Unique pupil numbers, guide). */
export function upnOf(digits: string): string {
	const sum = [...digits].reduce((total, digit, at) => total + Number(digit) * (at + 2), 0);
	return `${CHECK_LETTERS[sum % 23]}${digits}`;
}

/** Gives the ULN of nine digits, or null where they have none: weights 10 to 2, 10 less the remainder by 11 (LRS, ULN check digit). */
export function ulnOf(digits: string): string | null {
	const sum = [...digits].reduce((total, digit, at) => total + Number(digit) * (10 - at), 0);
	return sum % 11 === 0 ? null : `${digits}${10 - (sum % 11)}`;
}

/**
 * Gives a child's identity. `number` counts the persons of the file, so that no two share a number; `age` in whole years decides
 * whether there is a ULN beside the UPN (from 14), and `numbers` which of them the file holds.
 */
export function childIdentity(
	random: Random,
	number: number,
	sex: Sex,
	age: number,
	numbers: 'usual' | 'uln only' | 'none'
): ChildIdentity {
	const serial = String(number).padStart(7, '0');
	const allocated = String(integer(random, 20) + 5).padStart(2, '0');
	const upn = upnOf(`990${serial.slice(0, 4)}${allocated}${serial.slice(4)}`);
	let uln: string | null = null;
	for (let tail = 0; uln === null; tail++) uln = ulnOf(`9${serial.slice(-6)}${String(tail).padStart(2, '0')}`);
	return {
		surname: `${pick(random, starts)}${pick(random, ends)}`,
		forename: pick(random, sex === 'F' ? girls : boys),
		postcode: `ZZ${1 + integer(random, 29)} ${1 + integer(random, 9)}${pick(random, LETTERS)}${pick(random, LETTERS)}`,
		upn: numbers === 'usual' ? upn : '',
		uln: numbers === 'uln only' || (numbers === 'usual' && age >= 14) ? uln : '',
		ethnicity: pick(random, groups)
	};
}

const LETTERS = [...'ABDEFGHJLNPQRSTUWXYZ'];
