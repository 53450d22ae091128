# El motivo de cada señal, con los números que la produjeron.
signal-R003 = { $days ->
    [one] Hubo { $days } día para presentar ofertas; el umbral es { $threshold }.
   *[other] Hubo { $days } días para presentar ofertas; el umbral es { $threshold }.
}
signal-R018 = Se recibió una sola oferta, aunque varias empresas podían presentarla.
signal-R024 = El segundo precio, { $second_price }, supera en solo { $percent } el precio ganador, { $winning_price }; se consideran inusualmente pequeñas las diferencias de hasta { $fence }.
signal-R024-Tenderer = Su precio y el de su único competidor cercano estaban inusualmente próximos: { $winning_price } y { $second_price }.
signal-R025 = Ganó { $won } de { $tried } ofertas; una proporción de { $fence } o menos se considera inusualmente baja para quien oferta tanto.
signal-R028 = Oferentes distintos presentaron ofertas de exactamente el mismo precio: { $amount } { $currency }.
signal-R030 = La oferta ganadora lleva fecha { $bid_date }, posterior al fin del plazo, { $end_date }.
signal-R035 = { $disqualified ->
    [one] Se descalificó a { $disqualified } oferente más y quedó solo el ganador.
   *[other] Se descalificó a otros { $disqualified } oferentes y quedó solo el ganador.
}
signal-R036 = Se descalificó la oferta más baja, { $lowest }; la más baja válida es { $lowest_valid }.
signal-R038 = Se descalificaron { $disqualified } de { $submitted } ofertas; una proporción de { $fence } o más se considera inusualmente alta.
signal-R044 = { $tenderers ->
    [one] { $tenderers } oferente comparte datos de contacto con otro: { $shared }.
   *[other] { $tenderers } oferentes comparten datos de contacto: { $shared }.
}
signal-R048 = Vendió bienes o servicios de { $classes } clases distintas en { $processes } procesos; { $fence } o más se considera inusualmente mucho.
signal-R055 = Las adjudicaciones directas a un proveedor, cada una por debajo del umbral de { $threshold }, suman { $sum } en { $window_days } días.
signal-R055-Buyer = { $suppliers ->
    [one] Las adjudicaciones directas a { $suppliers } proveedor, cada una por debajo del umbral de { $threshold }, lo alcanzan juntas en { $window_days } días.
   *[other] Las adjudicaciones directas a { $suppliers } proveedores, cada una por debajo del umbral de { $threshold }, lo alcanzan juntas en { $window_days } días.
}
signal-R058 = El segundo precio, { $second_price }, supera en { $percent } el precio ganador, { $winning_price }; se consideran inusualmente grandes las diferencias desde { $fence }.
signal-R058-Tenderer = Su precio, { $winning_price }, estaba inusualmente por debajo del segundo, { $second_price }.
