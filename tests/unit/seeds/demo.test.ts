/** The made-up register: the published proportions, the same bytes for the same seed, nothing that names a real person or school. */
import { describe, expect, test } from 'vitest';
import { addMonths, daysBetween, isValid } from '#lib/domain/plain-date.ts';
import { demonstration, type Demonstration } from '#seeds/demo/demonstration.ts';
import { distributions } from '#seeds/demo/distributions.ts';
import { demoFiles, csvText, moduleColumns, windows1252 } from '#seeds/demo/files.ts';
import { readDemo } from '#seeds/demo/reading.ts';
import { moduleNames, type ModuleName, type Row } from '#seeds/demo/sen2-modules.ts';
import { upnOf, ulnOf } from '#seeds/demo/children.ts';
import giasColumns from '#seeds/demo/gias-columns.json' with { type: 'json' };

const TODAY = '2026-11-23';
const demo = demonstration('golden-thread', TODAY);
const rowsOf = (module: ModuleName, from: Demonstration = demo): readonly Row[] => from.sen2[module];

/** Rows of a module by the id of their parent. */
function byParent(module: ModuleName, parent: ModuleName): Map<string, Row[]> {
	const found = new Map<string, Row[]>();
	for (const row of rowsOf(module)) {
		const id = row[`${parent}tableid`] ?? '';
		found.set(id, [...(found.get(id) ?? []), row]);
	}
	return found;
}

const needs = byParent('senneed', 'activeplans');
const placements = byParent('placementdetail', 'activeplans');
const requestOf = new Map(rowsOf('requests').map((row) => [row.requeststableid, row]));
const personOf = new Map(rowsOf('person').map((row) => [row.persontableid, row]));
const active = rowsOf('activeplans');
const present = (row: Row) =>
	(placements.get(row.activeplanstableid ?? '') ?? []).filter(
		(place) => place.placementrank === '1' && place.leavingdate === ''
	);

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
/** The test's own reading of the export's dates. */
function day(text: string | undefined): string | null {
	if (!text) return null;
	const [, year, month, date] = /^(\d{4})-([A-Z][a-z]{2})-(\d{2}) 00:00:00$/.exec(text) ?? [];
	const read = `${year}-${String(MONTHS.indexOf(month ?? '') + 1).padStart(2, '0')}-${date}`;
	expect(isValid(read), text).toBe(true);
	return read;
}

function counted<T>(values: readonly T[], keyOf: (value: T) => string): Record<string, number> {
	const counts: Record<string, number> = {};
	for (const value of values) counts[keyOf(value)] = (counts[keyOf(value)] ?? 0) + 1;
	return counts;
}

describe('as published', () => {
	test('3,696 plans in force, one a person', () => {
		expect(active).toHaveLength(3696);
		const people = active.map((row) => requestOf.get(row.requeststableid)?.persontableid);
		expect(new Set(people).size).toBe(3696);
	});

	test('primary needs, exactly', () => {
		const first = active.map(
			(row) => (needs.get(row.activeplanstableid ?? '') ?? []).find((need) => need.sentyperank === '1')?.sentype ?? '?'
		);
		expect(counted(first, String)).toEqual({
			...{ ASD: 1307, SLCN: 1131, SEMH: 488, SLD: 193, OTH: 148, SPLD: 128, MLD: 122, PD: 85, HI: 38, PMLD: 27 },
			...{ VI: 15, MSI: 14 }
		});
	});

	test('one present place each, of the published kinds exactly', () => {
		const schools = new Map(demo.schools.map((school) => [school.urn, school]));
		const kinds = active.map((row) => {
			const places = present(row);
			expect(places).toHaveLength(1);
			const [place] = places;
			const school = schools.get(place?.urn ?? '');
			if (!school) return place?.sensetting ?? '?';
			if (place?.senunitindicator === '1') return `${school.kind}_unit`;
			return place?.resourcedprovisionindicator === '1' ? `${school.kind}_resourced` : school.kind;
		});
		const published = Object.entries(distributions.needsBySetting).map(([kind, counts]) => [
			kind,
			Object.values(counts).reduce((sum, count) => sum + count, 0)
		]);
		expect(counted(kinds, String)).toEqual(Object.fromEntries(published));
	});

	test('ages on the 31 August before the school year, exactly', () => {
		const ages = active.map((row) => {
			const born = day(personOf.get(requestOf.get(row.requeststableid)?.persontableid ?? '')?.personbirthdate) ?? '';
			return 2026 - Number(born.slice(0, 4)) - (born.slice(5) > '08-31' ? 1 : 0);
		});
		const published = Object.entries(distributions.settingsByAge).map(([age, counts]) => [
			age,
			Object.values(counts).reduce((sum, count) => sum + count, 0)
		]);
		expect(counted(ages, String)).toEqual(Object.fromEntries(published));
	});

	test('needs by age: each count within 25 plans of the published one, within 3 on average', () => {
		const found: Record<string, number> = {};
		for (const row of active) {
			const need = (needs.get(row.activeplanstableid ?? '') ?? []).find((each) => each.sentyperank === '1');
			const born = day(personOf.get(requestOf.get(row.requeststableid)?.persontableid ?? '')?.personbirthdate) ?? '';
			const age = 2026 - Number(born.slice(0, 4)) - (born.slice(5) > '08-31' ? 1 : 0);
			const key = `${age} ${need?.sentype}`;
			found[key] = (found[key] ?? 0) + 1;
		}
		const off = Object.entries(distributions.needsByAge).flatMap(([age, counts]) =>
			Object.entries(counts).map(([need, count]) => Math.abs(count - (found[`${age} ${need}`] ?? 0)))
		);
		expect(Math.max(...off)).toBeLessThanOrEqual(25);
		expect(off.reduce((sum, each) => sum + each, 0) / off.length).toBeLessThan(3);
	});

	test('girls and young women: 28% (published 1,033 of 3,696), within 2 points', () => {
		const girls = active.filter(
			(row) => personOf.get(requestOf.get(row.requeststableid)?.persontableid ?? '')?.sex === 'F'
		);
		expect(girls.length / 3696).toBeGreaterThan(0.26);
		expect(girls.length / 3696).toBeLessThan(0.3);
	});

	test('plans issued within 20 weeks: 94.8%, within 1.5 points', () => {
		const assessments = new Map(rowsOf('assessment').map((row) => [row.assessmenttableid, row]));
		const days = rowsOf('namedplan').flatMap((row) => {
			const request = requestOf.get(assessments.get(row.assessmenttableid)?.requeststableid);
			const received = day(request?.receiveddate);
			const start = day(row.startdate);
			return received && start ? [daysBetween(received, start)] : [];
		});
		expect(days.length).toBeGreaterThan(3300);
		expect(Math.min(...days)).toBeGreaterThan(0);
		const share = days.filter((each) => each <= 140).length / days.length;
		expect(share).toBeGreaterThan(0.933);
		expect(share).toBeLessThan(0.963);
	});

	test('reviews: meetings exactly, outcomes within 3 points, decisions often missing', () => {
		const met = active.filter((row) => row.reviewmeeting !== '');
		expect(met).toHaveLength(2589);
		const recent = met.filter((row) => (day(row.reviewmeeting) ?? '') > addMonths(demo.exportedOn, -13));
		expect(recent.length).toBeGreaterThan(1680);
		expect(recent.length).toBeLessThan(1760);
		const outcomes = counted(met, (row) => row.reviewoutcome ?? '');
		expect((outcomes.A ?? 0) / met.length).toBeCloseTo(609 / 2589, 1);
		expect((outcomes.M ?? 0) / met.length).toBeGreaterThan(0.73);
		const decided = met.filter((row) => row.lastreview !== '');
		// England: 76.9% of meetings have a decision date, 44.4% of those within four weeks; very recent meetings have none yet.
		expect(decided.length / met.length).toBeGreaterThan(0.68);
		expect(decided.length / met.length).toBeLessThan(0.79);
		const soon = decided.filter((row) => daysBetween(day(row.reviewmeeting) ?? '', day(row.lastreview) ?? '') <= 28);
		expect(soon.length / decided.length).toBeGreaterThan(0.4);
		expect(soon.length / decided.length).toBeLessThan(0.52);
	});

	test('years in place: as published within the length of the year counted, new ones 428', () => {
		const assessments = new Map(rowsOf('assessment').map((row) => [row.requeststableid, row.assessmenttableid]));
		const named = new Map(rowsOf('namedplan').map((row) => [row.assessmenttableid, row]));
		const years = active.flatMap((row) => {
			const start = day(named.get(assessments.get(row.requeststableid ?? '') ?? '')?.startdate);
			return start ? [Math.min(12, Math.floor(daysBetween(start, demo.exportedOn) / 365.25))] : [];
		});
		const counts = counted(years, String);
		// People who moved in (one in 83) have no start date in the file, and a day or two may move a plan over an anniversary.
		for (const [year, published] of Object.entries(distributions.yearsInPlace))
			expect(Math.abs((counts[year] ?? 0) - published), `${year} years`).toBeLessThanOrEqual(18);
	});
});

describe('believable', () => {
	test('every row has its parent', () => {
		const parents: Partial<Record<ModuleName, ModuleName>> = {
			...{ person: 'sen2', requests: 'person', assessment: 'requests', namedplan: 'assessment' },
			...{ plandetail: 'namedplan', activeplans: 'requests', placementdetail: 'activeplans', senneed: 'activeplans' }
		};
		for (const [child, parent] of Object.entries(parents) as [ModuleName, ModuleName][]) {
			const ids = new Set(rowsOf(parent).map((row) => row[`${parent}tableid`]));
			expect(
				rowsOf(child).filter((row) => !ids.has(row[`${parent}tableid`])),
				child
			).toEqual([]);
		}
	});

	test('nothing lies after the export, and no plan before its child was one', () => {
		for (const module of moduleNames) {
			for (const row of rowsOf(module)) {
				for (const [column, text] of Object.entries(row)) {
					if (!/ 00:00:00$/.test(text) || column === 'phasetransferduedate') continue;
					expect((day(text) ?? '') <= demo.exportedOn, `${module} ${column} ${text}`).toBe(true);
				}
			}
		}
	});

	test.each(['2026-09-01', '2026-11-23', '2027-01-31', '2027-02-28', '2027-05-17', '2027-08-31', '2028-02-29'])(
		'holds on %s too',
		(today) => {
			const other = demonstration('another', today);
			expect(other.sen2.activeplans).toHaveLength(3696);
			expect(other.exportedOn <= today).toBe(true);
			expect(other.exportedOn.slice(8)).toBe('01');
		}
	);

	test('what real returns have: ceased plans, exceptions, phase transfers, places without a URN, people without numbers', () => {
		expect(rowsOf('namedplan').filter((row) => row.ceasedate !== '').length).toBeGreaterThan(250);
		expect(rowsOf('assessment').filter((row) => row.week20 === '1').length).toBeGreaterThan(20);
		expect(active.filter((row) => row.phasetransferduedate !== '').length).toBeGreaterThan(700);
		expect(rowsOf('placementdetail').filter((row) => row.urn === '').length).toBeGreaterThan(180);
		const without = rowsOf('person').filter((row) => row.upn === '' && row.uniquelearnernumber === '');
		expect(without.length).toBeGreaterThan(5);
		expect(without.length).toBeLessThan(30);
		expect(rowsOf('requests').filter((row) => row.requestoutcome === 'N')).toHaveLength(distributions.requests.refused);
	});

	test('one large special school, the others small', () => {
		const counts = counted(
			active.flatMap(present).filter((place) => place.urn !== ''),
			(place) => place.urn ?? ''
		);
		const sizes = Object.values(counts).sort((a, b) => b - a);
		expect(sizes[0]).toBeGreaterThan(180);
		expect(sizes[1]).toBeLessThan(110);
		expect(Object.keys(counts).length).toBeGreaterThan(95);
	});
});

describe('made up', () => {
	test('46 people: 40 auditors of the four kinds, 6 others, all at example.org', () => {
		const agencies = counted(
			demo.people.filter((person) => person.roles.includes('auditor')),
			(person) => person.agency ?? ''
		);
		expect(agencies).toEqual({ health: 10, social_care: 10, school: 12, parent: 8 });
		const others = demo.people.filter((person) => !person.roles.includes('auditor'));
		expect(counted(others, (person) => person.roles.join())).toEqual({ coordinator: 2, chair: 1, headteacher: 3 });
		for (const person of demo.people) expect(person.email).toMatch(/^[a-z.-]+@example\.org$/);
		expect(new Set(demo.people.map((person) => person.email)).size).toBe(46);
	});

	test('settings have URNs that are not issued, and no name twice', () => {
		expect(demo.schools.length).toBeGreaterThanOrEqual(98);
		expect(demo.schools.length).toBeLessThanOrEqual(104);
		for (const school of demo.schools) expect(school.urn).toMatch(/^990\d{3}$/);
		expect(new Set(demo.schools.map((school) => school.name)).size).toBe(demo.schools.length);
	});

	test('children have numbers of no authority and postcodes of no place', () => {
		const upns = rowsOf('person')
			.map((row) => row.upn ?? '')
			.filter(Boolean);
		expect(new Set(upns).size).toBe(upns.length);
		for (const row of rowsOf('person')) {
			if (row.upn) {
				expect(row.upn).toMatch(/^[A-HJ-NP-RT-Z]990\d{9}$/);
				expect(upnOf(row.upn.slice(1))).toBe(row.upn);
			}
			if (row.uniquelearnernumber) expect(ulnOf(row.uniquelearnernumber.slice(0, 9))).toBe(row.uniquelearnernumber);
			expect(row.postcode).toMatch(/^ZZ\d{1,2} \d[A-Z]{2}$/);
		}
	});

	test('what names a child is in the person file only', () => {
		const names = new Set(rowsOf('person').flatMap((row) => [row.surname ?? '', row.upn ?? '', row.postcode ?? '']));
		names.delete('');
		for (const module of moduleNames.filter((name) => name !== 'person')) {
			const found = rowsOf(module).flatMap((row) => Object.values(row).filter((text) => names.has(text)));
			expect(found, module).toEqual([]);
		}
	});
});

describe('the files', () => {
	const files = demoFiles(demo);
	const text = (name: RegExp) => new TextDecoder().decode(files.find((file) => name.test(file.name))?.bytes);

	test('eleven, named as their senders name them', () => {
		expect(files.map((file) => file.name)).toEqual([
			...moduleNames.map((module) => `Blade-Export_01-11-2026_${module}.csv`),
			'edubasealldata20261101.csv',
			'people.csv'
		]);
	});

	test('are read back without an error, to every plan in force, setting and person', async () => {
		const reading = await readDemo(files);
		expect(reading.problems.filter((problem) => problem.severity === 'error')).toEqual([]);
		expect(counted(reading.problems, (problem) => problem.code)).toEqual({ 'number.missing': 12 });
		const plans = reading.import?.return?.plans ?? [];
		expect(plans.filter((plan) => plan.ceasedOn === null)).toHaveLength(3696);
		expect(plans.filter((plan) => plan.ceasedOn !== null)).toHaveLength(260);
		expect(plans.filter((plan) => plan.ceasedOn === null && plan.primaryNeed === null)).toEqual([]);
		expect(plans.filter((plan) => plan.ceasedOn === null && !plan.schoolUrn && !plan.senSetting)).toEqual([]);
		// The one that is only proposed to open is no school yet.
		expect(reading.import?.schools).toHaveLength(demo.schools.length - 1);
		expect(reading.import?.people).toHaveLength(46);
		// Nothing that names a child has come through.
		const sent = JSON.stringify(reading.import?.return);
		for (const row of rowsOf('person').slice(0, 500)) {
			expect(sent).not.toContain(row.postcode);
			if (row.upn) expect(sent).not.toContain(row.upn);
		}
	});

	test('the same seed and day give the same bytes, another seed others', () => {
		const again = demoFiles(demonstration('golden-thread', TODAY));
		expect(again.map((file) => Buffer.from(file.bytes).toString('base64'))).toEqual(
			files.map((file) => Buffer.from(file.bytes).toString('base64'))
		);
		const person = (from: typeof files) => from.find((file) => file.name.endsWith('_person.csv'))?.bytes;
		const other = person(demoFiles(demonstration('silver-thread', TODAY)));
		expect(Buffer.compare(Buffer.from(other ?? []), Buffer.from(person(files) ?? []))).not.toBe(0);
	});

	test('GIAS has every column of the published file, in Windows-1252', () => {
		const gias = files.find((file) => file.name.startsWith('edubase'));
		const read = new TextDecoder('windows-1252').decode(gias?.bytes);
		expect(read.split('\r\n')[0]?.split(',')).toEqual(giasColumns);
		expect(read).toContain('Fiddler’s Fern Primary School');
		expect(read).toContain('Élan Orchard College');
		expect(() => new TextDecoder('utf-8', { fatal: true }).decode(gias?.bytes)).toThrow();
		expect(read.split('\r\n')).toHaveLength(demo.schools.length + 2);
	});

	test('modules hold their columns, and some that nobody knows', () => {
		for (const module of moduleNames) {
			const header = text(new RegExp(`_${module}\\.csv$`))
				.split('\r\n')[0]
				?.split(',');
			expect(header).toEqual(moduleColumns(module));
			expect(header).toContain('NativeId');
			expect(header).toContain('extractbatch');
		}
	});

	test('people: dates day first, lists by semicolon', () => {
		const lines = text(/^people/).split('\r\n');
		expect(lines[0]).toBe('email,name,role,agency,capacity,trained_on,school_urns,interest_urns');
		expect(lines.find((line) => line.startsWith('amina.okafor'))).toMatch(
			/^amina\.okafor@example\.org,Amina Okafor,auditor,health,,\d{2}\/07\/2024,,990\d{3}$/
		);
		expect(lines.find((line) => line.startsWith('tanya.brookes'))).toMatch(/,990\d{3};990\d{3}$/);
	});

	test.each([
		['a comma', 'a,b', '"a,b"'],
		['a quote', 'a"b', '"a""b"'],
		['a line break', 'a\nb', '"a\nb"'],
		['nothing special', 'a b', 'a b']
	])('a field with %s', (_, value, written) => {
		expect(csvText(['x'], [{ x: value }])).toBe(`x\r\n${written}\r\n`);
	});

	test('Windows-1252 refuses what it lacks', () => {
		expect(windows1252('é’')).toEqual(Uint8Array.from([0xe9, 0x92]));
		expect(() => windows1252('Ł')).toThrow(RangeError);
	});
});
