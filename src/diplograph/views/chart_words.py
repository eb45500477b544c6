"""The words of maps, charts and timelines in English and Japanese, beside those of all pages."""

from __future__ import annotations

from diplograph.views import words as shared

ENGLISH = {
    "skip_rows": "Skip to the numbers as a table",
    "notes_title": "Notes",
    "rows_title": "The numbers as a table ({n} rows)",
    "rows_shown": "{shown} of {n} rows shown; the download has them all.",
    "download": "Download the data (CSV)",
    "chart_name": "Picture; the same numbers are in the table below",
    "chart_build": "Made by diplograph {version} from {statements} statements; picture {digest}; "
    "drawn with {made}, inside this file.",
    "map": "Transport map",
    "map_of": "Transport map: {commodity}",
    "map_summary": "Pipelines, railways, roads, sea and ferry legs, power lines and cables.",
    "map_cut": "The smallest set that limits {commodity} from {origin} to {destination}: {amount}.",
    "map_no_cut": "No published capacity limits {commodity} from {origin} to {destination}.",
    "map_no_way": "No way is open for {commodity} from {origin} to {destination}.",
    "map_method": (
        "Segments that carry the commodity, or all, as they stand on the day. Width grows with the "
        "square root of the capacity against the largest in its unit. Lines join places "
        "straight, bowed where several run side by side; they are no surveyed courses. Outlines of "
        "states are Natural Earth's (public domain), which draws who holds a territory in fact; "
        "they imply no position on any border."
    ),
    "scenario_method": (
        "Left without, right under the assumptions of the scenario, by `diplograph scenario`. "
        "What a state sends out is drawn with its volumes by route, else width is capacity. "
    ),
    "look_known": "width: capacity against the largest in its unit",
    "look_unknown": "hollow: capacity not published",
    "look_volume": "width: volume carried, against the largest",
    "look_none": "carries nothing of this flow, or no volume is known",
    "look_cut": "minimum cut: what limits the flow",
    "look_gone": "closed by the scenario",
    "look_shut": "state closed, or its transit",
    "before": "Without the scenario",
    "after": "Under the scenario",
    "unplaced": "{n} segments have an end without coordinates: in the table, not on the map.",
    "cut": "Minimum cut",
    "unlimited": "no published capacity limits it",
    "added": "Added by the scenario and not drawn: {names}.",
    "yes": "yes",
    "ask_flows": "What {subject} sends out, and where it goes",
    "ask_timeline": "Timeline: {subject}",
    "flows_summary": "{n} {unit} by {routes} routes with a known volume.",
    "flows_method": (
        "From the origin by the states that a route crosses or enters to the place where it ends; "
        "the height of a band is its volume. Routes without a published volume are in the table "
        "and not in the picture: no data is not zero."
    ),
    "unrouted": "route not published",
    "no_transit": "no other state",
    "flow": "Flow",
    "routes": "Routes",
    "timeline_summary": "Terms in office, meetings, agreements signed, and disruptions.",
    "timeline_method": (
        "A bar lasts from its first to its last day, as far as it lies in the period; ▸ marks what "
        "goes on. A diamond is one day; a hollow one is a disruption whose end no source states. "
        "An agreement stands at its signature. A disruption is shown where the state took part, "
        "or where what it hit lies in or crosses its territory. What has no full date is left out."
    ),
    "kind_term": "term",
    "kind_meeting": "meeting",
    "kind_disruption": "disruption",
    "kind_terms": "Terms",
    "kind_meetings": "Meetings",
    "kind_agreements": "Agreements",
    "kind_disruptions": "Disruptions",
    "detail": "Detail",
    "data_read": "Sources read up to {at}",
    "volume_unit": "Unit of volume",
    "volume_low": "Volume, low",
    "volume_high": "Volume, high",
    "binding": "What binds",
    "agreements": "Agreements",
    "end_unknown": "not stated",
    "without": "without",
    "under": "under the scenario",
    "ask_dependence": "How {subject} depends on {other}",
    "ask_compare": "The ways of {subject}",
    "ask_scenario": "Scenario: {subject}",
    "ask_influence": "What {subject} can influence",
    "ask_shares": "Shares of the routes of {subject}",
    "bars_summary": "Values with the bounds that the sources leave open.",
    "series_summary": "Values by year; the band spans what the sources leave open.",
    "shares_summary": "What each route carried of all that was sent out, by way.",
    "bars_method": (
        "One bar a number; whiskers go from the low to the high bound. A measure without figures "
        "has no bar: no data is not zero."
    ),
    "series_method": (
        "One point a year with figures. A line joins neighbouring years only; a gap is a year "
        "without data, not zero. Nothing is interpolated."
    ),
    "shares_method": (
        "Each piece is one route as `compare` has it; its colour is the way that it is counted "
        "under. Bars below 100 % have volumes whose route nobody published; a year without a bar "
        "has no data."
    ),
    "left_undrawn": "{n} more numbers are in the table and not in the picture.",
    "no_data": "no data",
    "percent": "percent",
    "shown": "Value",
    "name": "Measure",
    "route": "Route",
    "volume": "Volume",
    "sources_ids": "Sources",
    "import_share": "share in imports",
    "export_share": "share in exports",
    "turnover_share": "share in trade",
    "gdp_share": "share of GDP",
    "route_share": "share of a route",
    "supplier_hhi": "concentration of suppliers",
    "market_hhi": "concentration of markets",
    "route_hhi": "concentration of routes",
    "state_hhi": "concentration of transit states",
    "gdp_exposure_inward": "imports or money received against GDP",
    "gdp_exposure_outward": "exports or money sent against GDP",
}
JAPANESE = {
    "skip_rows": "数値の表へ移動",
    "notes_title": "注記",
    "rows_title": "数値の表({n} 行)",
    "rows_shown": "{n} 行中 {shown} 行を表示。全行はダウンロードできます。",
    "download": "データをダウンロード(CSV)",
    "chart_name": "図。同じ数値は下の表にもあります",
    "chart_build": "diplograph {version} が {statements} 件の記述から作成。図 {digest}。"
    "このファイルに含まれる {made} で描画。",
    "map": "輸送網の地図",
    "map_of": "輸送網の地図:{commodity}",
    "map_summary": "パイプライン、鉄道、道路、海上・フェリー区間、送電線、ケーブル。",
    "map_cut": "{origin}から{destination}への{commodity}を制限する最小の組:{amount}。",
    "map_no_cut": "{origin}から{destination}への{commodity}を制限する公表容量はありません。",
    "map_no_way": "{origin}から{destination}へ{commodity}を運べる経路はありません。",
    "map_method": (
        "この日に、その品目(指定がなければすべて)を運ぶ区間。"
        "線の太さは、同じ単位の最大容量に対する比の平方根に応じます。"
        "線は地点を直線で結んだもので(並行する区間は弧)、実際の経路ではありません。"
        "国の輪郭は Natural Earth(パブリックドメイン)のもので、実効支配に基づいて描かれており、"
        "国境についての立場を示すものではありません。"
    ),
    "scenario_method": (
        "左はシナリオなし、右はシナリオの仮定のもと(`diplograph scenario` による)。"
        "国が送り出すものは経路別の数量で、それ以外は容量で太さを示します。"
    ),
    "look_known": "太さ:容量(同じ単位の最大値との比)",
    "look_unknown": "中空:容量は公表されていない",
    "look_volume": "太さ:輸送量(最大値との比)",
    "look_none": "この流れを運ばない、または数量が不明",
    "look_cut": "最小カット:流れを制限するもの",
    "look_gone": "シナリオで閉鎖",
    "look_shut": "閉鎖された国、または通過を止めた国",
    "before": "シナリオなし",
    "after": "シナリオあり",
    "unplaced": "{n} 区間は端点の座標が不明のため、地図にはなく表だけにあります。",
    "cut": "最小カット",
    "unlimited": "公表容量による制限なし",
    "added": "シナリオが加える区間(図にはありません):{names}。",
    "yes": "はい",
    "ask_flows": "{subject}からの流れ",
    "ask_timeline": "年表:{subject}",
    "flows_summary": "数量のわかる {routes} 経路で {n} {unit}。",
    "flows_method": (
        "起点から、経路が通過または入る国々を経て終点まで。帯の高さが数量です。数量が公表されていない経路は、"
        "図にはなく表にあります(データなしは零ではありません)。"
    ),
    "unrouted": "経路は公表されていない",
    "no_transit": "他国を通らない",
    "flow": "流れ",
    "routes": "ルート",
    "timeline_summary": "在任期間、会合、署名された協定、障害。",
    "timeline_method": (
        "棒は期間内の初日から最終日まで。▸ は継続中。菱形は一日。"
        "中空の菱形は、終わりを示す出典のない障害。"
        "協定は署名日に置きます。障害は、その国が関与したか、影響を受けたものがその領域にあるか通過する場合に"
        "示します。日付が完全でないものは省いています。"
    ),
    "kind_term": "在任",
    "kind_meeting": "会合",
    "kind_disruption": "障害",
    "kind_terms": "在任期間",
    "kind_meetings": "会合",
    "kind_agreements": "協定",
    "kind_disruptions": "障害",
    "detail": "内容",
    "data_read": "出典の最終閲覧日 {at}",
    "volume_unit": "数量の単位",
    "volume_low": "数量(下限)",
    "volume_high": "数量(上限)",
    "binding": "制約箇所",
    "agreements": "協定",
    "end_unknown": "明示なし",
    "without": "シナリオなし",
    "under": "シナリオあり",
    "ask_dependence": "{subject}の{other}への依存",
    "ask_compare": "{subject}の輸送経路",
    "ask_scenario": "シナリオ:{subject}",
    "ask_influence": "{subject}の影響力",
    "ask_shares": "{subject}の経路別シェア",
    "bars_summary": "値と、出典の間で確定しない範囲。",
    "series_summary": "年ごとの値。帯は出典の間で確定しない範囲を示します。",
    "shares_summary": "送り出した総量のうち、各経路が運んだ割合。",
    "bars_method": (
        "一つの数値を一本の棒で示し、ひげは下限から上限までを示します。数値のない指標には棒がありません"
        "(データなしは零ではありません)。"
    ),
    "series_method": (
        "数値のある年を点で示します。線は隣り合う年だけを結び、途切れは零ではなくデータのない年です。"
        "補間はしていません。"
    ),
    "shares_method": (
        "一つの区切りが `compare` の一経路で、色はその経路が属する方面です。100 % に満たない棒には"
        "経路が公表されていない数量があり、棒のない年にはデータがありません。"
    ),
    "left_undrawn": "ほか {n} 件の数値は、図にはなく表にあります。",
    "no_data": "データなし",
    "percent": "%",
    "shown": "値",
    "name": "指標",
    "route": "ルート",
    "volume": "数量",
    "sources_ids": "出典",
    "import_share": "輸入に占める割合",
    "export_share": "輸出に占める割合",
    "turnover_share": "貿易総額に占める割合",
    "gdp_share": "GDP比",
    "route_share": "経路の割合",
    "supplier_hhi": "供給国の集中度",
    "market_hhi": "市場の集中度",
    "route_hhi": "経路の集中度",
    "state_hhi": "通過国の集中度",
    "gdp_exposure_inward": "輸入または受取のGDP比",
    "gdp_exposure_outward": "輸出または支払のGDP比",
}
LANGUAGES = {"en": ENGLISH, "ja": JAPANESE}


def words(language: str) -> dict[str, str]:
    """Return the words of a language, those of all pages among them.

    Raises
    ------
    NotFoundError
        If the pages are not written in that language.
    """
    return {**shared.words(language), **LANGUAGES[language]}
