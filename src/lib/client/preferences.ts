/** What this tablet itself is told to do: keep what is stored, move on by itself, hear single keys. */
import * as device from './device.ts';
import { running } from './running.ts';
import { state } from './this-tablet.svelte.ts';

/** Asks the browser once to keep what is stored, on the first save. */
export async function keepStored(): Promise<void> {
	const { facts } = state;
	if (!running.deviceDb || !facts || facts.persisted !== null) return;
	state.facts = { ...facts, persisted: false };
	await askToKeep();
}

/** Asks the browser, again where it said no before, to keep what is stored. */
export async function askToKeep(): Promise<void> {
	const { deviceDb } = running;
	if (!deviceDb || !state.facts) return;
	const persisted = await device.askToKeep(deviceDb, navigator.storage);
	state.facts = { ...state.facts, persisted };
}

/** Switches whether an answer that needs no note leads to the next question by itself. */
export function setMoveOn(moveOn: boolean): Promise<void> {
	return set({ moveOn });
}

/** Switches the shortcuts of a single key; keys with Ctrl stay. */
export function setShortcuts(shortcuts: boolean): Promise<void> {
	return set({ shortcuts });
}

async function set(changed: { moveOn: boolean } | { shortcuts: boolean }): Promise<void> {
	const { deviceDb } = running;
	if (!deviceDb || !state.facts) return;
	state.facts = { ...state.facts, ...changed };
	await device.change(deviceDb, changed);
}
