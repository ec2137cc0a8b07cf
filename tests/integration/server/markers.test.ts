/**
 * S3 on the server: 200 markers stand in everything that people type, send or are told in confidence, and in what fails. Then everything
 * that leaves the server is searched: its log, its refusals, its files, its backup, its activity. Where a marker may stand is the table below.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { roles, type Role } from '#lib/domain/person.ts';
import * as activity from '#lib/server/activity.ts';
import type { Engine } from '#lib/server/db/connection.ts';
import { copyStore } from '#lib/server/db/sqlite-file.ts';
import { problemResponse } from '#lib/server/endpoint.ts';
import { newId } from '#lib/server/ids.ts';
import { logRequest, makeLog } from '#lib/server/log.ts';
import { schoolReportPdf } from '#lib/server/pdf.ts';
import * as schoolReports from '#lib/server/school-reports.ts';
import { zipOf } from '#lib/server/school-report-zip.ts';
import { by, entry, envelope, planRef, submission, urn } from '#tests/support/builders.ts';
import { failQuery, type FailingQueries } from '#tests/support/failing-queries.ts';
import { SEED } from '#tests/support/faults.ts';
import { insidePdf, insideZip, Markers, wideStrings } from '#tests/support/markers.ts';
import { readPdf } from '#tests/support/pdf-text.ts';
import { Jar, startRoutes, type RouteAsker, type Sent } from '#tests/support/route-asker.ts';
import { engines, openDatabase, type TestDatabase } from '#tests/support/store.ts';
import { routeIds } from './hook-asker.ts';
import { aboutOneself, may, mayShow, places, type Place } from './marker-places.ts';
import { ORIGIN, plant, type Kind, type Planted } from './planted-partnership.ts';

const SCHOOL_PDF = '/(school)/schools/[schoolId]/[academicYear]/school-report.pdf';
const ZIP = '/(coordinator)/school-reports/[academicYear]/school-summaries.zip';
const ASSIGNMENT = '/(coordinator)/terms/[termId]/assignments/[assignmentId]';

/** Every line of the log of this file's servers, as pino writes it, and whatever else is said to the console. */
const said = vi.hoisted(() => [] as string[]);
vi.mock('pino', async (original) => {
	const real = await original<typeof import('pino')>();
	return { ...real, pino: (options: object) => real.pino(options, { write: (line) => void said.push(line) }) };
});

let failing: FailingQueries | null = null;
afterEach(() => failing?.stop());

describe.each(engines)('markers on %s', (engine: Engine) => {
	const markers = new Markers<Kind>(`${SEED} markers on ${engine}`);
	const mark = (kind: Kind) => markers.word(kind);
	const secret = `the secret ${mark('secret')} is long enough for it`;
	let database: TestDatabase;
	let asker: RouteAsker;
	let planted: Planted;
	const refusals: string[] = [];

	beforeAll(async () => {
		database = await openDatabase(engine);
		const { dataDir, databaseUrl } = database.settings;
		const settings = { DATA_DIR: dataDir, ...(databaseUrl && { DATABASE_URL: databaseUrl }) };
		for (const method of ['log', 'info', 'warn', 'error'] as const)
			vi.spyOn(console, method).mockImplementation((...words) => void said.push(words.map(String).join(' ')));
		asker = await startRoutes(ORIGIN, { ...settings, SECRET: secret, LOG_LEVEL: 'trace' });
		planted = await plant(asker, markers, secret);
	});
	afterAll(async () => {
		vi.restoreAllMocks();
		console.log(`S3 on ${engine}, seed ${SEED}: ${markers.all.length} markers looked for in ${places.length} places`);
		await asker.close();
		await database.close();
	});

	/** Asks, and keeps a refusal to be searched. */
	async function ask(routeId: string | null, sent: Sent): Promise<number> {
		const answer = await asker.ask(routeId, sent);
		const { status } = answer;
		if (status >= 400) refusals.push(`${JSON.stringify([...answer.headers])}\n${await answer.text()}`);
		return status;
	}
	const as = (role: Role) => ({ jar: planted.jars[role] });

	/** Everything that somebody may send amiss, to every route of the house or to the one that reads it. */
	async function sendAmiss(): Promise<number[]> {
		const statuses: number[] = [];
		const told = async (routeId: string | null, sent: Sent) => statuses.push(await ask(routeId, sent));
		for (const routeId of routeIds()) {
			if (statuses.length % 4 === 0) await told(routeId, { search: `?next=${mark('query')}&page=${mark('query')}` });
			const params = /\[/.test(routeId);
			if (params) {
				const word = mark('path');
				const all = Object.fromEntries([...routeId.matchAll(/\[([^\]]+)\]/g)].map(([, each = '']) => [each, word]));
				await told(routeId, { ...as('coordinator'), params: all });
			}
		}
		await told(null, { search: `?q=${mark('query')}` });
		for (const header of ['user-agent', 'referer', 'x-forwarded-for', 'accept-language', 'x-golden-tablet', 'origin'])
			for (const routeId of ['/api/sync', '/(coordinator)/people'])
				await told(routeId, { method: 'POST', headers: { [header]: mark('header') }, json: '{}' });
		const forged = new Jar();
		forged.cookies.set('__Host-golden-thread', `${mark('header')}.${mark('header')}`);
		await told('/api/sync', { jar: forged, json: '{}' });

		const sync = (json: string) => told('/api/sync', { ...as('auditor'), json });
		await sync(`{"note": "${mark('body')}`);
		await sync(`{"note":\n    at ${mark('body')} (${mark('body')}:1:1)\n`);
		await sync(JSON.stringify({ ...envelope(), [mark('body')]: mark('body') }));
		await sync(JSON.stringify({ ...envelope(), build: mark('body').repeat(9) }));
		await sync(JSON.stringify({ ...envelope(), cursor: [mark('body')] }));
		await sync(JSON.stringify(envelope([], { rubricsHeld: [mark('body').repeat(20)] })));
		await sync(mark('body').repeat(30_000));
		for (const routeId of ['/(coordinator)/register/import/preview', '/(coordinator)/register/import/confirm'])
			await told(routeId, { ...as('coordinator'), json: JSON.stringify({ import: { schools: [mark('body')] } }) });
		await told('/api/tablets', { ...as('auditor'), json: JSON.stringify({ personId: mark('body') }) });
		await told('/api/tablets/farewell', { json: JSON.stringify({ words: mark('body') }) });

		const email = mark('form');
		for (const password of [mark('password'), `${mark('password')} ${mark('password')}`])
			await told('/(public)/sign-in', { form: { email: `${email}@example.org`, password } });
		await told('/(public)/sign-in', { form: { email: mark('form'), password: mark('password') } });
		await told('/(public)/invitation', {
			search: '?/accept',
			form: { code: mark('form'), password: mark('password') }
		});
		await told('/(coordinator)/people/new', {
			...as('coordinator'),
			form: { email: mark('form'), name: mark('form') }
		});
		await told('/(coordinator)/terms/new', { ...as('coordinator'), form: { name: mark('form') } });
		const { termId, assignmentId } = planted;
		await told(ASSIGNMENT, {
			...as('coordinator'),
			params: { termId, assignmentId },
			search: '?/withdraw',
			form: { reason: mark('form') }
		});
		return statuses;
	}

	/** An entry that is refused by itself, within an answer that is none: what is said of it is searched as a refusal. */
	async function sendRefusedEntries(): Promise<void> {
		const one = { assignmentId: planted.draftOf, rubricId: mark('body'), rubricVersion: '1' };
		const body = submission({
			...one,
			context: { profile: 'full', yearGroup: 4, planKind: 'new', phaseTransfer: false }
		});
		const changed = { ...entry({ kind: 'submission', submission: body }), contentHash: 'a'.repeat(64) };
		const odd = { kind: mark('body'), words: mark('body') } as never;
		const sent = [entry({ kind: 'submission', submission: body }), changed, entry(odd)];
		const answer = await asker.ask('/api/sync', { ...as('auditor'), json: JSON.stringify(envelope(sent)) });
		const { receipts } = (await answer.json()) as { receipts: { outcome: string }[] };
		expect(receipts.map(({ outcome }) => outcome)).toEqual(['refused', 'refused', 'refused']);
		refusals.push(JSON.stringify(receipts));
	}

	/** Statements that fail in words which quote what was in them, as databases do. */
	async function failAll(): Promise<number[]> {
		const statuses: number[] = [];
		const { termId, assignmentId } = planted;
		const thrown = () => {
			const word = () => mark('failure');
			const failure = new Error(`duplicate key: Key (name)=(${word()})\n    at ${word()} (${word()}:1:1)`);
			return Object.assign(failure, { detail: word(), where: word(), cause: new Error(word()) });
		};
		const fail = async (nth: number, routeId: string, sent: Sent) => {
			failing = failQuery(engine, nth, 'refused', thrown);
			statuses.push(await ask(routeId, sent));
			failing.stop();
			expect(failing.happened, `statement ${nth} of ${routeId}`).toBe(true);
		};
		const coordinator = as('coordinator');
		await fail(1, '/(coordinator)/people', coordinator);
		await fail(5, '/(coordinator)/people', coordinator);
		await fail(5, '/(forum)/findings', as('chair'));
		await fail(6, ASSIGNMENT, {
			...coordinator,
			params: { termId, assignmentId },
			search: '?/openAgain',
			form: { reason: mark('failure') }
		});
		const school = { schoolId: urn(1), academicYear: '2026' };
		await fail(4, SCHOOL_PDF, { ...as('headteacher'), params: school });
		await fail(6, '/api/sync', { ...as('auditor'), json: JSON.stringify(envelope()) });
		return statuses;
	}

	/** What a file holds that somebody in a role is given, and the headers with which it comes. */
	async function file(
		routeId: string,
		role: Role,
		params: Record<string, string>,
		inside: (bytes: Uint8Array) => string
	): Promise<string> {
		const answer = await asker.ask(routeId, { ...as(role), params });
		expect(answer.status, routeId).toBe(200);
		return `${JSON.stringify([...answer.headers])}\n${inside(new Uint8Array(await answer.arrayBuffer()))}`;
	}

	/** The bytes of a backup; of PostgreSQL, which has its own, what it would hold: every row of every table. */
	async function backup(): Promise<string> {
		if (engine === 'sqlite') {
			const { dataDir } = database.settings;
			const target = join(dataDir, `${newId()}.sqlite`);
			copyStore(dataDir, target);
			return readFileSync(target, 'latin1');
		}
		const rows: unknown[] = [];
		for (const { name: table } of await asker.db.introspection.getTables())
			rows.push((await sql`select * from ${sql.table(table)}`.execute(asker.db)).rows);
		return JSON.stringify(rows);
	}

	async function searched(): Promise<Record<Place, string>> {
		const report = { reportId: planted.reportId };
		const year = { academicYear: '2026' };
		const school = { schoolId: urn(1), ...year };
		const reports = '/(forum)/learning-reports/[reportId]';
		return {
			log: said.join('\n'),
			refusal: refusals.join('\n'),
			activity: JSON.stringify(await activity.list(planted.store, { limit: 10_000 })),
			'learning report': await file(`${reports}/learning-report.pdf`, 'chair', report, insidePdf),
			'board summary': await file(`${reports}/board-summary.pdf`, 'chair', report, insidePdf),
			'school summary': await file(SCHOOL_PDF, 'headteacher', school, insidePdf),
			'school summaries': await file(ZIP, 'coordinator', year, insideZip),
			backup: await backup()
		};
	}

	test('each stands only where it may', { timeout: 180_000 }, async () => {
		const amiss = await sendAmiss();
		expect(amiss.filter((status) => status >= 500)).toEqual([]);
		expect(amiss.filter((status) => status >= 400).length).toBeGreaterThan(60);
		await sendRefusedEntries();
		expect(await failAll()).toEqual([500, 500, 500, 500, 500, 500]);
		expect(markers.all.length).toBeGreaterThanOrEqual(200);

		const texts = await searched();
		const found: Record<string, string[]> = {};
		for (const kind of Object.keys(may)) found[kind] = [];
		for (const place of places)
			for (const kind of new Set(markers.in(texts[place]).map((marker) => marker.kind))) found[kind]?.push(place);
		expect(found).toEqual(may);
	});

	test('each page shows to each role only what it may', { timeout: 180_000 }, async () => {
		const { termId, assignmentId, reportId, ids } = planted;
		const one = { termId, assignmentId, reportId, personId: ids.auditor, auditorId: ids.auditor };
		const params = { ...one, urn: urn(1), schoolId: urn(1), academicYear: '2026', planRef: planRef(0) };
		const leaks: string[] = [];
		const shown = new Set<string>();
		for (const role of roles)
			for (const routeId of routeIds()) {
				const answer = await asker.ask(routeId, { ...as(role), params: { ...params, criterionId: 'F.2' } });
				if (answer.status !== 200) continue;
				for (const marker of markers.in(await answer.text())) {
					const area = mayShow[marker.kind]?.[role]?.find((beginning) => routeId.startsWith(beginning));
					const own = aboutOneself.includes(routeId) && planted.own[role].some((word) => marker.forms.includes(word));
					if (area) shown.add(`${role}: ${marker.kind}`);
					else if (!own) leaks.push(`${role} at ${routeId}: ${marker.kind}`);
				}
			}
		expect([...new Set(leaks)]).toEqual([]);
		expect(shown.size).toBeGreaterThanOrEqual(13);
	});

	test('one that stands where it may not is found', async () => {
		const { store } = planted;
		const word = mark('secret');
		const found = (text: string) => markers.in(text).some(({ forms }) => forms.includes(word));
		const before = await backup();
		expect(found([...said, ...refusals, before].join('\n'))).toBe(false);

		logRequest(makeLog({ logLevel: 'info' }), { method: 'GET', route: `/terms/${word}`, status: 200, ms: 1 });
		expect(found(said.at(-1) ?? '')).toBe(true);
		expect(found(await problemResponse('request.malformed', [word]).text())).toBe(true);
		await activity.record(store, { ...by(200), action: 'term.opened', details: { words: word } });
		expect(found(JSON.stringify(await activity.list(store, { limit: 1 })))).toBe(true);
		expect(found(await backup())).toBe(true);

		const { model } = await schoolReports.get(store, { roles: ['coordinator'], schoolUrns: [] }, urn(3), 2026);
		const named = { ...model, schoolName: `${word} School`, title: `Summary – ${word}` };
		const pdf = await schoolReportPdf(named);
		const { source, words } = readPdf(pdf);
		const [metadata = ''] = /<x:xmpmeta[^]*<\/x:xmpmeta>/.exec(source) ?? [];
		const strings = wideStrings(source.replace(metadata, ''));
		expect([metadata, strings, words, insidePdf(pdf)].map(found)).toEqual([true, true, true, true]);
		expect(found(insidePdf(await schoolReportPdf(model)))).toBe(false);
		const zip = zipOf([{ model: named, publishedAt: by().now }], schoolReportPdf);
		expect(found(insideZip(new Uint8Array(await new Response(zip).arrayBuffer())))).toBe(true);
	});
});
