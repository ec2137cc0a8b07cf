import { describe, expect, test } from 'vitest';
import { RegisterImport } from '#lib/domain/register.ts';
import { inForce } from '#lib/domain/plan.ts';
import { readImportFiles, type ChosenFile, type Progress } from '#lib/files/import-files.ts';
import { matchKeyMaker, newKeyFile, signingKeyOf } from '#lib/files/match-key.ts';
import { demonstration } from '#seeds/demo/demonstration.ts';
import { demoFiles, type DemoFile } from '#seeds/demo/files.ts';

const made = demonstration('register test', '2026-11-20');
const files = demoFiles(made);
const keyFile = await newKeyFile('LEW', '2026-11-20T10:00:00.000Z', new Uint8Array(32).fill(5));
const key = { keyId: keyFile.keyId, matchKeyOf: matchKeyMaker(await signingKeyOf(keyFile)) };

function chosen(list: readonly DemoFile[]): ChosenFile[] {
	return list.map(({ name, bytes }) => ({
		name,
		size: bytes.byteLength,
		arrayBuffer: () => Promise.resolve(bytes.slice().buffer)
	}));
}

describe("the demonstration's files", { timeout: 30_000 }, () => {
	test('are read without an error, all of them', async () => {
		const progress: Progress[] = [];
		const reading = await readImportFiles(chosen(files), { laCode: made.laCode, key }, (each) => progress.push(each));
		expect(reading.files.every(({ kind }) => kind !== null)).toBe(true);
		expect(reading.problems.filter(({ code }) => code !== 'number.missing')).toEqual([]);
		expect(RegisterImport.safeParse(reading.import).error?.issues ?? []).toEqual([]);
		const plans = reading.import?.return?.plans ?? [];
		const active = plans.filter((plan) => inForce(plan, made.exportedOn));
		expect(active).toHaveLength(made.sen2.activeplans.length);
		expect(active.filter(({ matchKey }) => matchKey === null)).toHaveLength(reading.problems.length);
		expect(reading.import?.people).toHaveLength(made.people.length);
		expect(progress.at(-1)).toMatchObject({ file: null });
		expect(progress.map(({ done }) => done)).toEqual(progress.map(({ done }) => done).toSorted((a, b) => a - b));
	});

	test('leave nothing that names a child', async () => {
		const text = JSON.stringify(await readImportFiles(chosen(files), { laCode: made.laCode, key }));
		const words = new Set(text.match(/[A-Za-z0-9-]+/g));
		const children = made.sen2.person;
		expect(children.length).toBeGreaterThan(3000);
		const told = children.flatMap((child) =>
			[child.upn, child.uniquelearnernumber, child.NativeId].filter((value) => value && words.has(value))
		);
		expect(told).toEqual([]);
		// A birth date can be the date of something else: the form in which the file writes it cannot.
		expect(text).not.toMatch(/\d{4}-(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)-\d{2}/);
		expect(text).not.toMatch(/surname|forename|postcode|personbirthdate/i);
	});

	test('one cut off in the middle of a row is an error at that file', async () => {
		for (const cut of files.filter(({ name }) => /person|senneed|edubase|people/.test(name))) {
			const half = new TextDecoder().decode(cut.bytes.slice(0, Math.floor(cut.bytes.byteLength / 2)));
			const within = new TextEncoder().encode(half.slice(0, half.lastIndexOf(',') - 1));
			const changed = files.map((file) => (file === cut ? { name: cut.name, bytes: within } : file));
			const reading = await readImportFiles(chosen(changed), { laCode: made.laCode, key });
			expect(reading.import, cut.name).toBeNull();
			expect(
				reading.problems.filter(({ code }) => code === 'file.truncated').map(({ file }) => file),
				cut.name
			).toEqual([cut.name]);
		}
	});

	test('one that is far too large is not even read', async () => {
		const huge: ChosenFile = {
			name: 'edubasealldata.csv',
			size: 300 * 1024 * 1024,
			arrayBuffer: () => Promise.reject(new Error('was read'))
		};
		const reading = await readImportFiles([huge], { laCode: made.laCode, key });
		expect(reading.problems.map(({ code, file }) => `${code} ${file}`)).toEqual(['file.too_large edubasealldata.csv']);
		expect(reading.import).toBeNull();
	});
});

test.each([
	['words', 'hello there\nthis is\n'],
	['columns of something else', 'a,b\n1,2\n'],
	['one word', 'x']
])('a file of %s is named as one that is not ours, also among good ones', async (_what, text) => {
	const reading = await readImportFiles([new File([text], 'notes.csv')], { laCode: '209', key: null });
	expect(reading.import).toBeNull();
	expect(reading.problems).toMatchObject([{ severity: 'error', code: 'file.unknown', file: 'notes.csv' }]);
});
