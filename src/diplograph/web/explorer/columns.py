"""What columns, measures and topics are called: English as they are, unless said otherwise."""

from __future__ import annotations

COLUMNS = {
    "accessed": "閲覧日", "actor": "主体", "actual": "実績", "actual_figure": "実績の数値",
    "actual_source": "実績の出典", "after": "後", "agreement": "協定", "agreements": "協定",
    "amount": "金額", "answer": "答え", "asset": "資産", "at": "日付", "basis": "根拠",
    "before": "前", "beneficiary": "受益者", "binding": "制約となる部分",
    "break": "軌間の変わる所", "by": "経由", "capacity": "容量",
    "capacity_since": "容量の開始日", "capacity_source": "容量の出典",
    "change": "変化", "checked": "再照合",
    "claim": "主張", "claimant": "主張者", "commitment": "約束",
    "commodities": "品目", "commodity": "品目", "contradicted": "矛盾", "converted": "換算値",
    "crossed": "通過国", "currency": "通貨", "day": "日付", "days_high": "日数(上限)",
    "days_low": "日数(下限)", "destination": "終点", "direction": "方向", "documents": "文書",
    "doubt": "疑問点", "drivers": "要因", "end": "終了", "ended": "終了日",
    "entry": "就任の経緯", "event": "出来事", "exit": "退任の経緯",
    "facts": "事実", "figure": "数値", "figures": "数値", "first": "一方",
    "first_start": "一方の開始", "format": "枠組み", "from": "起点側", "gauge": "軌間 (mm)",
    "growth": "増加率", "high": "上限", "holder": "保有者", "hops": "段数",
    "imposer": "制裁する側", "in_force": "発効日", "kazakhstan": "カザフスタン", "kind": "種類",
    "km": "距離 (km)", "kyrgyzstan": "キルギス", "label": "名称", "landlocked": "内陸",
    "larger": "大きい値", "larger_figure": "大きい数値", "larger_reporter": "大きい値の報告者",
    "larger_source": "大きい値の出典", "latitude": "緯度", "left": "残る量",
    "legal_basis": "法的根拠", "length": "長さ", "longitude": "経度", "lost": "失われる量",
    "lost_percent": "失われる割合 (%)", "low": "下限", "measure": "指標", "member": "加盟者",
    "mode": "輸送手段", "narrower": "狭い軌間", "neighbour": "隣国",
    "neighbour_landlocked": "隣国が内陸か", "note": "注", "object": "対象", "office": "官職",
    "office_source": "官職の出典", "office_start": "就任日", "opens": "開通", "operator": "運営者",
    "operators": "運営者", "organisation": "組織", "origin": "起点", "other": "相手",
    "over": "対象国", "owner": "所有者", "owners": "所有者", "partner": "相手国",
    "partners": "相手国", "party": "当事者", "per_year": "年あたり", "percent": "割合 (%)",
    "person": "人物", "place": "場所", "places": "地点", "plan_figure": "計画の数値",
    "plan_source": "計画の出典", "planned": "計画", "position": "順序", "predicate": "述語",
    "product": "積", "property": "属性", "published": "発行日", "publisher": "発行者",
    "rank": "順位", "ratified": "批准日", "ratio": "比", "region": "地域", "relation": "関係",
    "reporter": "報告者", "represents": "代表する主体", "restriction": "制限", "rival": "競合",
    "role": "役割", "route": "ルート", "routes": "ルート", "said": "発言日",
    "same_reporter": "報告者が同じか", "scope": "範囲", "seat": "所在地", "second": "他方",
    "second_start": "他方の開始", "segment": "区間", "segments": "区間", "share": "持分",
    "signed": "署名日", "since": "から", "smaller": "小さい値", "smaller_figure": "小さい数値",
    "smaller_reporter": "小さい値の報告者", "smaller_source": "小さい値の出典", "source": "出典",
    "sources": "出典", "standing": "効力", "start": "開始", "state": "国", "stated_in": "記載年",
    "states": "国", "status": "種別", "steps": "段", "subject": "主題",
    "tajikistan": "タジキスタン", "target": "対象", "text": "本文", "text_url": "本文のアドレス",
    "theme": "主題", "theme_label_ja": "主題(日本語)", "thing": "もの", "things": "もの",
    "title": "表題", "to": "終点側", "tolerance": "許容差", "transit": "通過国",
    "turkmenistan": "トルクメニスタン", "turnover": "貿易総額",
    "turnover_source": "貿易総額の出典", "unit": "単位", "until": "まで", "wider": "広い軌間",
    "url": "アドレス", "uzbekistan": "ウズベキスタン", "value": "値", "volume": "量",
    "volume_source": "量の出典", "way": "経路群", "what": "内容", "whole": "全体", "year": "年",
    "years": "年",
}  # fmt: skip
MEASURES = {
    "dependence_index": "依存指数", "effective_partners": "実効的な相手国数",
    "export_share": "輸出に占める割合", "gdp_exposure": "GDP に対する比率",
    "import_share": "輸入に占める割合", "loss": "失われる量", "market_hhi": "市場の集中度 (HHI)",
    "max_flow": "通れる最大量", "minimum_cut": "最小カット", "most_vital": "最も重要な部分",
    "pagerank": "ページランク", "path": "連鎖", "route": "ルート",
    "route_hhi": "ルートの集中度 (HHI)", "route_share": "ルートの割合",
    "state_hhi": "通過国の集中度 (HHI)", "supplier_hhi": "供給元の集中度 (HHI)",
    "transit_share": "通過する割合", "way_share": "経路群の割合",
}  # fmt: skip
ENGLISH_MEASURES = {
    "gdp_exposure": "exposure to GDP", "market_hhi": "concentration of markets (HHI)",
    "max_flow": "most that can pass", "pagerank": "PageRank", "path": "chain",
    "route_hhi": "concentration of routes (HHI)", "state_hhi": "concentration by state (HHI)",
    "supplier_hhi": "concentration of suppliers (HHI)", "way_share": "share of the way",
    "transit_share": "share that crosses", "route_share": "share of the route",
}  # fmt: skip
TOPICS = {
    "agreements": "協定", "borders": "国境", "capacity": "容量", "claims": "主張",
    "commitments": "資金の約束", "corridors": "回廊", "coverage": "収録範囲",
    "disruptions": "途絶", "energy": "エネルギー", "events": "出来事", "figures": "数値",
    "leaders": "指導者", "memberships": "加盟", "ownership": "所有", "places": "地点",
    "plans": "計画", "remittances": "送金", "routes": "ルート", "sanctions": "制裁",
    "segments": "区間", "sources": "出典", "summit": "首脳会合", "trade": "貿易",
}  # fmt: skip
VALUES = {  # of the columns kind, what and way
    "agreement": "協定", "capacity": "容量", "disruption": "途絶", "membership": "加盟",
    "places": "地点", "segment": "区間", "segments": "区間", "states": "国", "tenure": "在任",
    "began": "開始", "changed": "変更", "ended": "終了", "Caspian": "カスピ海", "China": "中国",
    "Russia": "ロシア", "other": "その他",
}  # fmt: skip
SETS = {"column": COLUMNS, "measure": MEASURES, "topic": TOPICS, "value": VALUES}
JAPANESE = {f"{kind}_{k}": v for kind, names in SETS.items() for k, v in names.items()}
ENGLISH = {
    f"{kind}_{k}": ENGLISH_MEASURES.get(k, k.replace("_", " ")) if kind == "measure"
    else k.replace("_", " ").capitalize() if kind == "topic" else k.replace("_", " ")
    for kind, names in SETS.items() for k in names
}  # fmt: skip
