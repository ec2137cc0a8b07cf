import { strFromU8, unzipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { MISSING, pdfName, zipOf, type Packed } from '#lib/server/school-report-zip.ts';
import type { SchoolReport } from '#lib/domain/school-report.ts';

const packed = (urn: string, schoolName: string): Packed => ({
	model: { urn, schoolName } as SchoolReport,
	publishedAt: '2027-09-20T09:00:00.000Z'
});
const three = [packed('900001', 'Ashgrove'), packed('900002', 'Brook Ärger/School'), packed('900003', 'Ashgrove')];
const drawn = ({ urn }: SchoolReport) => Promise.resolve(new TextEncoder().encode(`PDF of ${urn}`));

async function bytesOf(stream: ReadableStream<Uint8Array>): Promise<Uint8Array> {
	return new Uint8Array(await new Response(stream).arrayBuffer());
}

describe('file names', () => {
	test.each([
		['St Mary’s C.E. Primary School & Nursery', 'St Mary’s C.E. Primary School & Nursery (900001).pdf'],
		['../../etc/passwd\u0000', 'etc passwd (900001).pdf'],
		['A: "B" <C> | D? *', 'A B C D (900001).pdf'],
		['Škola Ž', 'Škola Ž (900001).pdf'],
		['...', 'School (900001).pdf']
	])('%j', (schoolName, name) => {
		expect(pdfName({ schoolName, urn: '900001' })).toBe(name);
	});

	test('a long name is cut, and its URN stays', () => {
		const name = pdfName({ schoolName: 'Very long name '.repeat(20), urn: '900001' });
		expect(name.length).toBeLessThanOrEqual(93);
		expect(name).toMatch(/ \(900001\)\.pdf$/);
	});
});

describe('the ZIP', () => {
	test('holds every summary whole, also two schools of one name', async () => {
		const files = unzipSync(await bytesOf(zipOf(three, drawn)));
		expect(Object.entries(files).map(([name, bytes]) => [name, strFromU8(bytes)])).toEqual([
			['Ashgrove (900001).pdf', 'PDF of 900001'],
			['Brook Ärger School (900002).pdf', 'PDF of 900002'],
			['Ashgrove (900003).pdf', 'PDF of 900003']
		]);
	});

	test('says which one could not be drawn, and holds the others', async () => {
		const faults: unknown[] = [];
		const draw = (model: SchoolReport) =>
			model.urn === '900002' ? Promise.reject(new Error('does not fit')) : drawn(model);
		const files = unzipSync(await bytesOf(zipOf(three, draw, (fault) => faults.push(fault))));
		expect(Object.keys(files)).toEqual(['Ashgrove (900001).pdf', 'Ashgrove (900003).pdf', MISSING]);
		expect(strFromU8(files[MISSING] ?? new Uint8Array())).toContain('Brook Ärger/School (900002)');
		expect(faults).toHaveLength(1);
	});

	test('draws nothing more once its reader has gone', async () => {
		const asked: string[] = [];
		const reader = zipOf(three, (model) => {
			asked.push(model.urn);
			return drawn(model);
		}).getReader();
		await reader.read();
		await reader.cancel();
		expect(asked.length).toBeGreaterThan(0);
		expect(asked).not.toContain('900003');
	});
});
