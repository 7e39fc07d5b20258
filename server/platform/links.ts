import { timingSafeEqual } from 'node:crypto';
import type { Vault } from './vault.ts';

const ID = 16;
const BODY = ID + 4;
const MAC = 16;

/** For what, in which district, about which record. */
type Bound = { purpose: string; district: string };

function mac(vault: Vault, { purpose, district }: Bound, body: Uint8Array): Uint8Array {
  return vault.sign(purpose, Buffer.concat([Buffer.from(district), body])).subarray(0, MAC);
}

/**
 * The token of a link that does one thing without signing in: the record and the last second it is good for, signed.
 * 48 characters, short enough for a text message. Nothing of it is stored: it can be made again from the same three.
 * @param id uuid of the record
 */
export function linkToken(vault: Vault, bound: Bound & { id: string; until: Date }): string {
  const body = Buffer.alloc(BODY);
  Buffer.from(bound.id.replaceAll('-', ''), 'hex').copy(body);
  body.writeUInt32BE(Math.floor(bound.until.getTime() / 1000), ID);
  return Buffer.concat([body, mac(vault, bound, body)]).toString('base64url');
}

/** The record a token is for and until when; null when nobody here made it for this purpose and district. */
export function readLink(vault: Vault, bound: Bound, token: string): { id: string; until: Date } | null {
  const bytes = Buffer.from(token, 'base64url');
  if (bytes.length !== BODY + MAC || bytes.toString('base64url') !== token) return null;
  const body = bytes.subarray(0, BODY);
  if (!timingSafeEqual(mac(vault, bound, body), bytes.subarray(BODY))) return null;
  const id = body.toString('hex', 0, ID).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  return { id, until: new Date(body.readUInt32BE(ID) * 1000) };
}
