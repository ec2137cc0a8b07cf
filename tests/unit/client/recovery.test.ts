import { expect, test } from 'vitest';
import { helpOf, type Help, type KeptRecovery } from '#lib/client/recovery.ts';
import type { ExchangeOutcome, Heard } from '#lib/client/sync.ts';
import type { SealedTo } from '#lib/domain/sealed.ts';
import { vaultRecord } from '#tests/support/vault.ts';

const AT = '2026-11-02T09:00:00.000Z';
const ASKED = '2026-11-01T14:02:00.000Z';
const VAULT = 'this vault';
const OTHER = 'another vault';
const own = { vaultId: VAULT, pair: {} } as KeptRecovery;
const kept = (vaultId: string, escrowed = true) => ({ vaultId, wrap: vaultRecord(vaultId).passphrase, escrowed });
const recovered = { vaultId: VAULT, sealed: {} as SealedTo };
const standing = { vaultId: VAULT, askedAt: ASKED, state: 'open', here: true, escrowed: true } as const;

function done(heard: Partial<Heard> = {}): ExchangeOutcome {
	const told = { serverAt: AT, signedIn: true, signed: true, vault: kept(VAULT), recovery: null, recovered: null };
	return { state: 'done', accepted: 0, refused: 0, at: AT, heard: { ...told, ...heard } };
}

const mayAsk: Help = { state: 'not_asked', elsewhere: null };
const cases: [string, KeptRecovery | null, ExchangeOutcome | null, Help][] = [
	['nothing was heard yet', null, null, { state: 'looking' }],
	['it can be asked for', null, done(), mayAsk],
	['the person has another vault too', null, done({ vault: kept(OTHER, false) }), mayAsk],
	['the tablet was open when it last spoke', null, done({ vault: undefined, recovery: undefined }), mayAsk],
	['its key is in no escrow', null, done({ vault: kept(VAULT, false) }), { state: 'impossible' }],
	['the team never heard of a vault', null, done({ vault: null }), { state: 'impossible' }],
	[
		'asked from another tablet',
		null,
		done({ recovery: { ...standing, here: false } }),
		{ state: 'not_asked', elsewhere: ASKED }
	],
	['that one is answered', null, done({ recovery: { ...standing, here: false, state: 'granted' } }), mayAsk],
	['that one is another vault’s', null, done({ recovery: { ...standing, here: false, vaultId: OTHER } }), mayAsk],
	[
		'offline before asking',
		null,
		{ state: 'no_network' },
		{ state: 'unreachable', because: 'no_network', asked: false }
	],
	['offline after it', own, { state: 'no_network' }, { state: 'unreachable', because: 'no_network', asked: true }],
	['nobody is signed in, and the tablet has no credential', own, { state: 'sign_in' }, { state: 'sign_in', to: 'ask' }],
	['the tablet alone asked', own, done({ signedIn: false }), { state: 'sign_in', to: 'ask' }],
	['it has just been asked', own, done(), { state: 'looking' }],
	['asked', own, done({ recovery: standing }), { state: 'asked', at: ASKED }],
	['asked, the session over', own, done({ recovery: standing, signedIn: false }), { state: 'asked', at: ASKED }],
	['asked for what cannot be done', own, done({ recovery: { ...standing, escrowed: false } }), { state: 'impossible' }],
	['turned down', own, done({ recovery: { ...standing, state: 'refused' } }), { state: 'refused', at: ASKED }],
	[
		'granted, the session over',
		own,
		done({ recovery: { ...standing, state: 'granted' }, signedIn: false }),
		{ state: 'sign_in', to: 'fetch' }
	],
	['granted', own, done({ recovery: { ...standing, state: 'granted' }, recovered }), { state: 'granted', recovered }],
	['asked for another vault', { ...own, vaultId: OTHER }, done(), mayAsk]
];

test.each(cases)('help with forgotten words: %s', (_name, asked, outcome, help) => {
	expect(helpOf(VAULT, asked, outcome)).toEqual(help);
});
