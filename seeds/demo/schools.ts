/**
 * The demonstration's settings: made up, with names that no school has and URNs from a range that is not issued (990001 on).
 * They are the same for every seed, so that tests and screenshots can name them. What a row holds is kept in one compact table.
 */
import { integer, randomStream } from '#lib/domain/random.ts';
import { academicYearOf } from '#lib/domain/year-group.ts';
import type { PlainDate } from '#lib/domain/plain-date.ts';

/** Where the published figures count a plan; several kinds of place can be in one school (a resourced provision, a unit). */
export type SchoolKind =
	| 'maintained'
	| 'academy'
	| 'free_school'
	| 'independent'
	| 'special_maintained'
	| 'special_academy'
	| 'special_independent'
	| 'special_non_maintained'
	| 'alternative_maintained'
	| 'alternative_academy'
	| 'college'
	| 'specialist_post16';

export interface DemoSchool {
	readonly urn: string;
	readonly ukprn: string;
	readonly name: string;
	readonly kind: SchoolKind;
	readonly typeCode: number;
	readonly phaseCode: number;
	readonly lowAge: number;
	readonly highAge: number;
	/** How likely a plan of this kind and age is to be here, beside the other settings. */
	readonly size: number;
	readonly resourcedProvision: boolean;
	readonly senUnit: boolean;
	readonly sixthForm: boolean;
	readonly status: 'open' | 'closing' | 'closed' | 'proposed';
	readonly closedOn: PlainDate | null;
}

interface Group {
	readonly kind: SchoolKind;
	/** GIAS type codes, taken in turn. */
	readonly types: readonly number[];
	readonly phase: number;
	readonly ages: readonly [number, number];
	readonly suffix: string;
	readonly names: string;
}

/** A mark after a name: `+r` resourced provision, `+u` SEN unit, `+6` sixth form, `+big` the one large school, `!` its status. */
const groups: readonly Group[] = [
	{
		kind: 'maintained',
		types: [1, 1, 2, 1, 5, 3],
		phase: 2,
		ages: [3, 11],
		suffix: 'Primary School',
		names: `Lanternwick, Brindlefern, Quillmarsh+r, Copperthrush, Pebblesong, Marblegate, Saffronmere, Thistlequay+r, Velvethorn,
			Emberlow, Juniperling, Moonharbour, Bramblequill+r, Kitesail, Otterglass, Fiddler’s Fern, Candlewharf, Finchlantern,
			Honeyforge+u, Inkberry, Larkbellow, Mossthimble, Nettlebright, Owlwhistle!closing, Plumfeather!closed`
	},
	{
		kind: 'maintained',
		types: [15],
		phase: 1,
		ages: [2, 5],
		suffix: 'Nursery School',
		names: 'Wrenpocket, Tumblewick'
	},
	{
		kind: 'maintained',
		types: [1, 2, 5],
		phase: 4,
		ages: [11, 16],
		suffix: 'School',
		names: 'Quincebarrow+r, Rookbutton+6, Umbervale+r, Yarrowkite, Zephyrloft+r+6, Applespindle'
	},
	{
		kind: 'academy',
		types: [34, 28],
		phase: 2,
		ages: [3, 11],
		suffix: 'Primary Academy',
		names: 'Bellowfox, Cloverkettle+u, Dapplemere, Eiderpenny, Foxglimmer+u, Glowmarsh'
	},
	{
		kind: 'academy',
		types: [34, 28, 34],
		phase: 4,
		ages: [11, 16],
		suffix: 'Academy',
		names: `Hazelthimble+6, Ivorysparrow, Jasperloom+r, Kettledrift+6, Lilythatch, Mulberrykite+r+6, Nutmegharbour, Opalthorn,
			Parsleygate+6, Quartzwillow, Rosethimble`
	},
	{
		kind: 'academy',
		types: [34],
		phase: 7,
		ages: [3, 18],
		suffix: 'All-through Academy',
		names: 'Tansyforge, Willowbutton+r'
	},
	{
		kind: 'free_school',
		types: [35],
		phase: 7,
		ages: [4, 18],
		suffix: 'Free School',
		names: 'Amberthistle, Bluewhistle, Cobaltfern!proposed'
	},
	{
		kind: 'independent',
		types: [11],
		phase: 0,
		ages: [7, 18],
		suffix: 'House School',
		names: 'Daisyanchor, Elmkettle, Fernsparrow, Gildedfinch, Heronthimble, Indigomoss'
	},
	{
		kind: 'special_maintained',
		types: [7],
		phase: 0,
		ages: [3, 19],
		suffix: 'School',
		names: `Kestrelbutton+big, Lavenderloom, Magpielantern, Nightjarquay, Ospreykettle, Primrosecog, Ravenspindle, Siskinbell,
			Tealthatch, Umberfox, Wagtailforge, Yellowquill, Acornglass, Beechlantern`
	},
	{
		kind: 'special_academy',
		types: [44, 36],
		phase: 0,
		ages: [4, 19],
		suffix: 'Special Academy',
		names: 'Cedarwhistle, Driftpenny'
	},
	{
		kind: 'special_independent',
		types: [10],
		phase: 0,
		ages: [5, 19],
		suffix: 'House',
		names: 'Evergleam, Frostpetal, Gorsebutton, Hollypin, Islekettle, Kelpbutton, Lichenbell, Mistlethimble'
	},
	{
		kind: 'special_non_maintained',
		types: [8],
		phase: 0,
		ages: [5, 19],
		suffix: 'School for Deaf and Blind Children',
		names: 'Oatwhistle'
	},
	{
		kind: 'alternative_maintained',
		types: [14],
		phase: 0,
		ages: [11, 18],
		suffix: 'Pupil Referral Unit',
		names: 'Pearloft'
	},
	{
		kind: 'alternative_academy',
		types: [42],
		phase: 0,
		ages: [7, 18],
		suffix: 'Alternative Provision Academy',
		names: 'Reedlantern'
	},
	{
		kind: 'college',
		types: [18, 18, 31, 18, 45],
		phase: 6,
		ages: [14, 99],
		suffix: 'College',
		names: `Élan Orchard, Sedgewhistle, Thimblewharf, Ultramarine Quay, Vetchlantern, Wheatbutton, Yewkettle, Zinniaforge, Alderpenny,
			Burdockbell, Charlockmere`
	},
	{
		kind: 'specialist_post16',
		types: [32],
		phase: 6,
		ages: [16, 25],
		suffix: 'Specialist College',
		names: 'Dandelight, Eelgrassloft, Figwhistle'
	}
];

/** Beside an ordinary size of 5 to 7: about five times the share of the others of its kind. */
const BIG = 30;

/**
 * Gives every setting of the demonstration. `today` decides only when the closed one closed: the last day of the school year
 * before the present one.
 */
export function demoSchools(today: PlainDate): DemoSchool[] {
	const sizes = randomStream('demonstration settings');
	const schools: DemoSchool[] = [];
	for (const group of groups) {
		for (const [at, marked] of group.names.split(',').entries()) {
			const [, stem, marks] = /^\s*([^+!]+)(.*)$/s.exec(marked) ?? [];
			const has = (mark: string) => marks?.includes(mark) ?? false;
			const status = has('!closing') ? 'closing' : has('!closed') ? 'closed' : has('!proposed') ? 'proposed' : 'open';
			const number = schools.length + 1;
			const usual = 5 + integer(sizes, 3);
			schools.push({
				urn: String(990_000 + number),
				ukprn: String(99_000_000 + number),
				name: `${stem} ${group.suffix}`,
				kind: group.kind,
				typeCode: group.types[at % group.types.length] ?? 1,
				phaseCode: group.phase,
				lowAge: group.ages[0],
				highAge: has('+6') ? 18 : group.ages[1],
				size: status === 'proposed' ? 0 : status === 'closed' ? 1 : has('+big') ? BIG : usual,
				resourcedProvision: has('+r'),
				senUnit: has('+u'),
				sixthForm: has('+6') || group.phase === 7,
				status,
				closedOn: status === 'closed' ? `${academicYearOf(today)}-08-31` : null
			});
		}
	}
	return schools;
}

/** Gives a school by the first word of its name; throws where the demonstration has none of that name. */
export function schoolNamed(schools: readonly DemoSchool[], name: string): DemoSchool {
	const found = schools.find((school) => school.name.startsWith(name));
	if (!found) throw new RangeError('the demonstration has no setting of that name');
	return found;
}

/** Gives whether a setting takes people of an age (in whole years on the 31 August before the school year). */
export function takes(school: DemoSchool, age: number): boolean {
	return school.size > 0 && school.lowAge <= age && age < school.highAge;
}
