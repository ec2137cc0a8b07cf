/**
 * The demonstration's grown-ups: made up, all at example.org. The same few people, with the same rights, appear in seeds, tests
 * and screenshots, so they do not hang on the seed: `keyPeople` names them.
 */
import type { Agency, Role } from '#lib/domain/person.ts';
import type { PlainDate } from '#lib/domain/plain-date.ts';
import { academicYearOf } from '#lib/domain/year-group.ts';
import { schoolNamed, type DemoSchool } from './schools.ts';

/** Whom tests and the five-minute tour sign in as. */
export const keyPeople = {
	/** A coordinator: opens terms, imports the register. */
	priya: 'priya.raman@example.org',
	/** The second coordinator. */
	daniel: 'daniel.mensah@example.org',
	/** The forum's chair: compiles and publishes learning reports. */
	ruth: 'ruth.castellan@example.org',
	/** An auditor from health. */
	amina: 'amina.okafor@example.org',
	/** An auditor from social care. */
	tomasz: 'tomasz.zielinski@example.org',
	/** An auditor from a school. */
	grace: 'grace.adeyemi@example.org',
	/** A parent who audits. */
	leila: 'leila.haddad@example.org',
	/** Headteacher of the large special school, which has more than a dozen audited plans a year. */
	hugo: 'hugo.ferreira@example.org',
	/** Headteacher of a primary school with few audited plans. */
	bronagh: 'bronagh.devlin@example.org',
	/** Headteacher of a small nursery school with hardly any plans, often none audited. */
	samuel: 'samuel.achterberg@example.org'
} as const;

/** How an auditor marks beside the others; known to the generator only, never written to a file. */
export type Severity = 'strict' | 'usual' | 'lenient';

export interface DemoPerson {
	readonly email: string;
	readonly name: string;
	readonly roles: readonly Role[];
	readonly agency: Agency | null;
	/** Null: the usual three plans a term. */
	readonly capacity: number | null;
	readonly trainedOn: PlainDate | null;
	readonly schoolUrns: readonly string[];
	readonly interestUrns: readonly string[];
	readonly severity: Severity;
}

const auditors: Readonly<Record<Exclude<Agency, 'sen_service'>, string>> = {
	health: `Amina Okafor, Joy Balogun, Siobhan Keane, Wei-Lin Tan, Ravi Deshmukh, Katarzyna Wrona, Marcus Obi, Fatima Siddiqui,
		Helen Strand, Nadia Petrova`,
	social_care: `Tomasz Zielinski, Denise Marlowe, Kwabena Asare, Yasmin Chowdhury, Ifeoma Nnadi, Gareth Pugh, Lucia Moretti,
		Samir Khoury, Paulette Grant, Owen Tregear`,
	school: `Grace Adeyemi, Callum Reid, Mei Huang, Sunita Verma, Bilal Aziz, Rosalind Peake, Chidi Eze, Anneke de Vries,
		Jerome Baptiste, Hana Sato, Patrick Dunmore, Zainab Bello`,
	parent: `Leila Haddad, Tanya Brookes, Emeka Uzor, Maria Quintela, Thi Mai Pham, Colin Whitlow, Aaliyah Rahman, Dorota Maj`
};

/** Where the auditors from schools work, and the settings that the others have a tie to. */
const workplaces = ['Lanternwick', 'Hazelthimble', 'Kestrelbutton', 'Quincebarrow', 'Pebblesong', 'Jasperloom'];
const morePlaces = ['Bellowfox', 'Lavenderloom', 'Sedgewhistle', 'Velvethorn', 'Tansyforge', 'Yarrowkite'];
const ties: Readonly<Record<string, readonly string[]>> = {
	'Leila Haddad': ['Magpielantern'],
	'Tanya Brookes': ['Marblegate', 'Hazelthimble'],
	'Emeka Uzor': ['Kestrelbutton'],
	'Maria Quintela': ['Otterglass'],
	'Thi Mai Pham': ['Ivorysparrow'],
	'Colin Whitlow': ['Thimblewharf'],
	'Aaliyah Rahman': ['Copperthrush', 'Siskinbell'],
	'Dorota Maj': ['Evergleam'],
	'Amina Okafor': ['Ospreykettle'],
	'Siobhan Keane': ['Kestrelbutton'],
	'Kwabena Asare': ['Pearloft']
};

const severities: Readonly<Record<string, Severity>> = {
	'Helen Strand': 'strict',
	'Gareth Pugh': 'strict',
	'Rosalind Peake': 'strict',
	'Dorota Maj': 'strict',
	'Ravi Deshmukh': 'lenient',
	'Lucia Moretti': 'lenient',
	'Jerome Baptiste': 'lenient',
	'Colin Whitlow': 'lenient'
};

/** The four who joined later: two before the second of the past school years, two before the present one. */
const joinedAfter: Readonly<Record<string, number>> = {
	'Nadia Petrova': 1,
	'Owen Tregear': 1,
	'Zainab Bello': 2,
	'Aaliyah Rahman': 2
};

function emailOf(name: string): string {
	return `${name.toLowerCase().replaceAll(' ', '.')}@example.org`;
}

/**
 * Gives the 46 people: 40 auditors of the four kinds (10 health, 10 social care, 12 school, 8 parents), two coordinators, the chair
 * and three headteachers. Training dates lie before the past school years that they audited in.
 */
export function demoPeople(schools: readonly DemoSchool[], today: PlainDate): DemoPerson[] {
	const firstYear = academicYearOf(today) - 2;
	const urnOf = (name: string) => schoolNamed(schools, name).urn;
	const places = [...workplaces, ...morePlaces];
	const people: DemoPerson[] = [];
	for (const [agency, names] of Object.entries(auditors) as [keyof typeof auditors, string][]) {
		for (const [at, raw] of names.split(',').entries()) {
			const name = raw.trim();
			const year = firstYear + (joinedAfter[name] ?? 0);
			const day = String(3 + ((at * 5) % 22)).padStart(2, '0');
			const place = agency === 'school' ? places[at % places.length] : undefined;
			people.push({
				email: emailOf(name),
				name,
				roles: ['auditor'],
				agency,
				capacity: null,
				trainedOn: `${year}-${at % 2 ? '06' : '07'}-${day}`,
				schoolUrns: place ? [urnOf(place)] : [],
				interestUrns: (ties[name] ?? []).map(urnOf),
				severity: severities[name] ?? 'usual'
			});
		}
	}
	const other = (name: string, roles: Role[], school?: string): DemoPerson => ({
		email: emailOf(name),
		name,
		roles,
		agency: null,
		capacity: null,
		trainedOn: null,
		schoolUrns: school ? [urnOf(school)] : [],
		interestUrns: [],
		severity: 'usual'
	});
	return [
		other('Priya Raman', ['coordinator']),
		other('Daniel Mensah', ['coordinator']),
		other('Ruth Castellan', ['chair']),
		other('Hugo Ferreira', ['headteacher'], 'Kestrelbutton'),
		other('Bronagh Devlin', ['headteacher'], 'Finchlantern'),
		other('Samuel Achterberg', ['headteacher'], 'Wrenpocket'),
		...people
	];
}
