import type { sets } from '../../server/opendata/rules.ts';
import { key, t } from '../ui/i18n.ts';

export type SetCode = (typeof sets)[number]['code'];

const words: Record<SetCode, { name: string; says: string }> = {
  hsds: {
    name: key('HSDS 3.1 接口'),
    says: key(
      '国际通用的人类服务数据规范（Human Services Data Specification）：机构、服务、地点和床位容量，分页的 JSON。床位的 updated 是机构最近一次确认的时间；从未确认的没有容量。',
    ),
  },
  facilities_geojson: {
    name: key('设施地图'),
    says: key('养老设施和床位，GeoJSON，坐标系 WGS84，可直接放进地图软件。'),
  },
  facilities_csv: {
    name: key('设施表'),
    says: key('养老设施的名称、地址、性质、等级、服务和最低月价，可用表格软件打开。'),
  },
  capacity_csv: {
    name: key('床位表'),
    says: key('每处设施的备案、停用、在住、预留和空闲床位：备案 = 停用 + 在住 + 预留 + 空闲。'),
  },
  vacancies_atom: { name: key('床位变化订阅'), says: key('哪里刚确认了空床，Atom 订阅源，放进阅读器即可跟踪。') },
  notices_atom: {
    name: key('公示公告订阅'),
    says: key('申请公示、合同公告和资金公开的标题和链接，Atom 订阅源，不含姓名。'),
  },
};
export const setWords = (code: SetCode) => ({ name: t(words[code].name), says: t(words[code].says) });

const listWords = {
  organizations: key('机构'),
  services: key('服务；加 full=true 带床位容量、价格和地点'),
  locations: key('地点'),
  service_at_locations: key('服务在哪个地点'),
  service_capacities: key('床位容量，带 updated'),
};
export const lists = Object.keys(listWords) as (keyof typeof listWords)[];
export const statedWord = (list: keyof typeof listWords) => t(listWords[list]);

/** What an answer looks like, shortened; ids are made up. */
export const examples: Record<SetCode, string> = {
  hsds: `GET /api/v1/open-data/hsds/service_capacities?page=1&per_page=1

{ "total_items": 61, "total_pages": 61, "page_number": 1, "size": 1,
  "first_page": true, "last_page": false, "empty": false,
  "contents": [
    { "id": "f302d697-…", "service_id": "f4731b14-…",
      "unit": { "id": "e9598dd7-…", "name": "bed" },
      "available": 107, "maximum": 428,
      "updated": "2026-11-26T02:27:12.154Z" } ] }`,
  facilities_geojson: `{ "type": "FeatureCollection", "features": [
  { "type": "Feature", "id": "01563c88-…",
    "geometry": { "type": "Point", "coordinates": [113.14601, 29.35884] },
    "properties": { "kind": "nursing_home", "accuracy_m": 1200,
      "filed": 440, "free": 107, "stars": 4, "phone": null, … } } ] }`,
  facilities_csv: `id,kind,name,street_code,…,lng,lat,accuracy_m,phone,…
01563c88-…,nursing_home,…,430602013,…,113.14601,29.35884,1200,,…`,
  capacity_csv: `id,kind,name,filed,out_of_service,occupied,reserved,free,as_on,confirmed_at
01563c88-…,nursing_home,…,440,12,313,8,107,2026-11-26,2026-11-26T02:27:12.154Z`,
  vacancies_atom: `<entry>
  <id>urn:uuid:63269233-…</id>
  <title>…</title>
  <link href="/facilities/01880664-…"/>
  <updated>2026-11-26T11:21:43.527Z</updated>
</entry>`,
  notices_atom: `<entry>
  <id>urn:uuid:4b8a0ad6-…</id>
  <title>…</title>
  <link href="/notices"/>
  <updated>2026-11-24T07:54:00.000Z</updated>
</entry>`,
};
