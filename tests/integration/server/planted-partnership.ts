/** A partnership in which everything that people typed, and everything secret, is a marker; its audits and reports come in by the real routes. */
import { backupPlace } from '#lib/domain/draft-backup.ts';
import type { Role } from '#lib/domain/person.ts';
import { asText, newKey, sealJson } from '#lib/sealing/records.ts';
import * as assignments from '#lib/server/assignments.ts';
import { openStore, type Store } from '#lib/server/db/store.ts';
import { newId } from '#lib/server/ids.ts';
import * as intakeKeys from '#lib/server/intake-keys.ts';
import * as partnerships from '#lib/server/partnerships.ts';
import * as people from '#lib/server/people.ts';
import * as planCorrections from '#lib/server/plan-corrections.ts';
import * as plans from '#lib/server/plans.ts';
import * as commentary from '#lib/server/report-commentary.ts';
import * as reports from '#lib/server/reports.ts';
import * as schoolGuides from '#lib/server/school-guides.ts';
import * as schoolReports from '#lib/server/school-reports.ts';
import * as schools from '#lib/server/schools.ts';
import * as invitations from '#lib/server/sign-in-invitations.ts';
import * as terms from '#lib/server/terms.ts';
import {
	answers,
	by,
	entry,
	envelope,
	minutes,
	person,
	plan,
	planRef,
	publishedRubric,
	school,
	submission,
	termFacts,
	urn
} from '#tests/support/builders.ts';
import type { Markers } from '#tests/support/markers.ts';
import { Jar, type RouteAsker } from '#tests/support/route-asker.ts';
import { sealedEntry, vaultUpload } from '#tests/support/sealed.ts';

/** What a marker stands for. */
export type Kind =
	| 'note'
	| 'note of a draft'
	| 'hand-back words'
	| 'words of asking back'
	| 'reason of a coordinator'
	| 'basis'
	| 'e-mail address'
	| 'name of a person'
	| 'plan reference'
	| 'name of the school'
	| 'name of another school'
	| 'words of the chair'
	| 'words to headteachers'
	| 'password'
	| 'session'
	| 'invitation'
	| 'secret'
	| 'path'
	| 'query'
	| 'header'
	| 'body'
	| 'form'
	| 'failure';

export const ORIGIN = 'https://thread.example';
const PLANS = 33;
const YEAR = 2026;

export interface Planted {
	readonly store: Store;
	readonly jars: Readonly<Record<Role, Jar>>;
	readonly ids: Readonly<Record<Role, string>>;
	/** The markers in the name and e-mail address of who acts in a role. */
	readonly own: Readonly<Record<Role, readonly string[]>>;
	readonly termId: string;
	readonly assignmentId: string;
	readonly reportId: string;
	readonly draftOf: string;
}

/** Invites somebody and has them accept, with a password that is a marker; their session and invitation are looked for too. */
async function joined(asker: RouteAsker, store: Store, markers: Markers<Kind>, personId: string): Promise<Jar> {
	const invited = { actorId: null, origin: ORIGIN, now: new Date().toISOString() };
	const { link, code } = await invitations.invite(store, personId, invited);
	const token = link.split('/').at(-1) ?? '';
	markers.watch('invitation', token);
	markers.watch('invitation', code);
	const jar = new Jar();
	const form = { password: `open ${markers.word('password')} kettles` };
	const answer = await asker.ask('/(public)/invitation/[token]', { jar, params: { token }, form });
	const [cookie = ''] = jar.cookies.values();
	if (answer.status !== 303 || !cookie) throw new Error(`the invitation was answered ${answer.status}`);
	markers.watch('session', decodeURIComponent(cookie).split('.')[0] ?? '');
	return jar;
}

/** Sends entries by the exchange; throws unless every one is accepted. */
async function send(asker: RouteAsker, jar: Jar, sent: ReturnType<typeof envelope>): Promise<void> {
	const answer = await asker.ask('/api/sync', { jar, json: JSON.stringify(sent) });
	const { receipts } = (await answer.json()) as { receipts?: { outcome: string }[] };
	if (receipts?.length !== sent.entries.length || receipts.some(({ outcome }) => outcome !== 'accepted'))
		throw new Error(`the exchange was answered ${answer.status}: ${JSON.stringify(receipts)}`);
}

/** Fills an empty database. */
export async function plant(asker: RouteAsker, markers: Markers<Kind>, secret: string): Promise<Planted> {
	const mark = (kind: Kind) => markers.word(kind);
	const { partnershipId } = await partnerships.create(
		asker.db,
		{ code: 'LEW', name: 'Marlbrook Council', laCode: '209' },
		by().now
	);
	const store = openStore(asker.db, partnershipId);
	await publishedRubric(store);
	await schools.upsertMany(
		store,
		Array.from({ length: PLANS / 3 }, (_, at) => {
			const name = `${mark(at === 0 ? 'name of the school' : 'name of another school')} Primary School`;
			return school({ urn: urn(at + 1), name });
		}),
		by()
	);
	const refs = Array.from({ length: PLANS }, (_, at) => markers.watch('plan reference', planRef(at)));
	await plans.upsertMany(
		store,
		refs.map((ref, at) =>
			plan({ planRef: ref, cohort: 2012 + (at % 12), primaryNeed: 'ASD', schoolUrn: urn(Math.floor(at / 3) + 1) })
		),
		by()
	);
	const add = (roles: Role[], more: Partial<people.PersonFacts> = {}) => {
		const name = `Ms ${mark('name of a person')}`;
		return people.add(store, person({ name, email: `${mark('e-mail address')}@example.org`, roles, ...more }), by());
	};
	/** Who acts in a role, what is planted in their name and address noted. */
	const own: Record<Role, string[]> = { auditor: [], coordinator: [], chair: [], headteacher: [] };
	const acting = async (role: Role, more: Partial<people.PersonFacts>) => {
		const before = markers.all.length;
		const personId = await add([role], more);
		own[role] = markers.all.slice(before).flatMap(({ forms }) => forms);
		return personId;
	};
	const office = { agency: null, trainedOn: null };
	const ids: Record<Role, string> = {
		coordinator: await acting('coordinator', office),
		chair: await acting('chair', office),
		headteacher: await acting('headteacher', { ...office, schoolUrns: [urn(1)] }),
		auditor: await acting('auditor', { capacity: 20 })
	};
	const auditors = new Map<string, Jar>();
	for (const agency of ['social_care', 'parent'] as const)
		auditors.set(await add(['auditor'], { capacity: 20, agency }), new Jar());
	for (let nth = 0; nth < 8; nth += 1) await add(['headteacher'], { ...office, schoolUrns: [urn(2)] });
	const jars = {} as Record<Role, Jar>;
	for (const role of Object.keys(ids) as Role[]) jars[role] = await joined(asker, store, markers, ids[role]);
	for (const id of auditors.keys()) auditors.set(id, await joined(asker, store, markers, id));
	auditors.set(ids.auditor, jars.auditor);
	/** Invited, and never came. */
	const { link, code } = await invitations.invite(store, await add(['chair'], office), {
		actorId: null,
		origin: ORIGIN,
		now: new Date().toISOString()
	});
	markers.watch('invitation', link.split('/').at(-1) ?? '');
	markers.watch('invitation', code);

	const { termId } = await terms.open(store, termFacts(), by());
	await terms.drawSample(store, termId, { size: PLANS }, 'seed', by());
	const proposed = await assignments.proposal(store, termId, 'seed', by().now);
	const basis = { basis: `Consent ${mark('basis')}`, basisDecidedBy: mark('basis') };
	const given = await assignments.confirm(store, termId, proposed.assignments, basis, by());
	const [declined, withdrawn, kept, asked] = given.filter(({ auditorId }) => auditorId === ids.auditor);
	if (!declined || !withdrawn || !kept || !asked) throw new Error('the auditor was given too few plans');
	const aside = new Set([declined, withdrawn, kept]);

	const intake = await intakeKeys.current(store, secret, by().now);
	for (const [at, one] of given.filter((each) => !aside.has(each)).entries()) {
		const noted = Object.fromEntries(
			['F.2', 'F.4', 'E.1'].map((id) => [id, { level: 'partly' as const, note: `Harriet wrote: ${mark('note')}.` }])
		);
		const body = {
			kind: 'submission' as const,
			submission: submission(one, { answers: answers(one.context, noted) })
		};
		const plain = entry(body);
		const jar = auditors.get(one.auditorId) ?? new Jar();
		await send(asker, jar, envelope([at % 2 ? plain : await sealedEntry(intake, plain)]));
	}
	const draft = { looseNotes: { 'F.2': mark('note of a draft') }, words: mark('note of a draft') };
	const sealed = asText(await sealJson(await newKey(), backupPlace(kept.assignmentId), draft));
	const vault = vaultUpload();
	const decline = {
		assignmentId: declined.assignmentId,
		reason: 'no_time' as const,
		words: mark('hand-back words'),
		declinedAt: minutes(80)
	};
	const revisionRequest = {
		assignmentId: asked.assignmentId,
		revision: 1,
		words: mark('words of asking back'),
		askedAt: minutes(90)
	};
	const entries = [entry({ kind: 'decline', decline }), entry({ kind: 'revision_request', revisionRequest })];
	const backup = { assignmentId: kept.assignmentId, vaultId: vault.vaultId, savedAt: minutes(90), sealed };
	await send(asker, jars.auditor, envelope(entries, { vault, backups: [backup] }));

	const post = async (
		routeId: string,
		params: Record<string, string>,
		search: string,
		form: Record<string, string>
	) => {
		const { status } = await asker.ask(routeId, { jar: jars.coordinator, params, search, form });
		if (status !== 200) throw new Error(`${routeId}${search} was answered ${status}`);
	};
	const ofAssignment = '/(coordinator)/terms/[termId]/assignments/[assignmentId]';
	const reason = () => ({ reason: mark('reason of a coordinator') });
	await post(ofAssignment, { termId, assignmentId: withdrawn.assignmentId }, '?/withdraw', reason());
	await post(ofAssignment, { termId, assignmentId: asked.assignmentId }, '?/refuse', reason());
	await planCorrections.hold(store, refs.at(-1) ?? '', mark('reason of a coordinator'), by(110));
	return {
		store,
		jars,
		ids,
		own,
		termId,
		assignmentId: asked.assignmentId,
		draftOf: kept.assignmentId,
		reportId: await published(store, markers, ids.chair)
	};
}

/** Publishes the half-year's report with the chair's words, and the summaries of the schools. Gives the report's id. */
async function published(store: Store, markers: Markers<Kind>, chairId: string): Promise<string> {
	const wanted = { period: `${YEAR}-h1`, profile: 'full', partnershipName: 'Marlbrook Council' };
	const { reportId } = await reports.compile(store, wanted, by(120));
	const chair = { actorId: chairId, now: minutes(125) };
	const words = () => `We learned that ${markers.word('words of the chair')} helps.`;
	await commentary.write(store, reportId, { piece: { piece: 'foreword', text: words() }, seen: 0 }, chair);
	await commentary.write(store, reportId, { piece: { piece: 'learning', points: [words()] }, seen: 0 }, chair);
	const recommendation = {
		recommendationId: newId(),
		text: words(),
		owner: 'The designated clinical officer',
		due: '2027-03-31',
		state: 'not_started' as const,
		done: ''
	};
	const piece = { piece: 'recommendations' as const, recommendations: [recommendation] };
	await commentary.write(store, reportId, { piece, seen: 0 }, chair);
	await reports.publish(store, reportId, chair);
	await schoolGuides.write(
		store,
		{
			contact: { role: 'the SEND adviser', phone: '', email: '' },
			training: [],
			doing: [`We are ${markers.word('words to headteachers')} it.`]
		},
		by(130)
	);
	await schoolReports.compile(store, { academicYear: YEAR, partnershipName: 'Marlbrook Council' }, by(140));
	await schoolReports.publish(store, YEAR, by(150));
	return reportId;
}
